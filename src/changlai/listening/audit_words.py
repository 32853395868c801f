"""How the listening room's lines of the audit log read; each completes the name of who did it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS = {
    "listening.topic_made": _("made a topic"),
    "listening.topic_changed": _("changed a topic"),
    "listening.topic_deleted": _("deleted a topic"),
    "listening.source_made": _("added a source to the register"),
    "listening.source_changed": _("changed a source of the register"),
    "listening.source_deleted": _("deleted a source with its mentions"),
    "listening.file_read": _("brought in mentions by file"),
    "listening.recounted": _("had the listening board counted again"),
    "listening.board_exported": _("took figures of the listening board as a file"),
    "listening.author_linked": _("linked an author to a customer"),
    "listening.author_parted": _("said that an author is not this customer"),
    "listening.author_put_up": _("put an author and a customer up as one person"),
    "listening.case_opened": _("opened a case"),
    "listening.case_given": _("gave cases to a colleague"),
    "listening.case_weighed": _("changed the risk of a case"),
    "listening.case_solved": _("solved a case"),
    "listening.case_dropped": _("closed a case: nothing to do"),
    "listening.case_reopened": _("took a case up again"),
    "listening.rule_made": _("made an alert rule"),
    "listening.rule_changed": _("changed an alert rule"),
    "listening.rule_deleted": _("deleted an alert rule"),
    "listening.cause_made": _("added a cause of cases"),
    "listening.cause_changed": _("changed a cause of cases"),
}

FIELDS = {
    "cases": _("Cases"),
    "owner": pgettext_lazy("case", "Owner"),
    "risk": _("Risk"),
    "mentions": _("Mentions"),
    "part": pgettext_lazy("board", "Part"),
    "topic": _("Topic"),
    "platform": _("Platform"),
    "first": pgettext_lazy("period", "From"),
    "last": pgettext_lazy("period", "To"),
    "purpose": _("Purpose"),
    "retention_days": _("Days kept"),
}

# What the machine room calls the jobs of this module.
JOBS = {
    "listening.feed": _("Read a feed"),
    "listening.recount": _("Count the listening board again"),
    "listening.second_look": _("Ask the language model about mentions"),
}
