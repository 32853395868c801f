"""How content's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "content.script_written": _("wrote a script"),
    "content.script_changed": _("changed a script"),
    "content.script_deleted": _("deleted a script"),
}
FIELDS = {"title": _("Title"), "text": _("Text"), "shortcut": _("Shortcut"), "folder": _("Folder")}
