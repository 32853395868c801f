"""How the listening room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "listening.topic_made": _("made a topic"),
    "listening.topic_changed": _("changed a topic"),
    "listening.topic_deleted": _("deleted a topic"),
    "listening.source_made": _("added a source to the register"),
    "listening.source_changed": _("changed a source of the register"),
    "listening.source_deleted": _("deleted a source with its mentions"),
    "listening.file_read": _("brought in mentions by file"),
    "listening.author_linked": _("linked an author to a customer"),
    "listening.author_parted": _("said that an author is not this customer"),
}

FIELDS = {
    "mentions": _("Mentions"),
    "purpose": _("Purpose"),
    "retention_days": _("Days kept"),
}
