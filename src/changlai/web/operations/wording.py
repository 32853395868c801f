"""Errors of consumers and jobs in words, for people who did not write the program."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_BY_CLASS: Mapping[str, Promise] = {
    "ValidationError": gettext_lazy("It does not fit the program any more: another version wrote it."),
    "DecodeError": gettext_lazy("It cannot be read: its text is damaged."),
    "KeyError": gettext_lazy("The program no longer knows something it names."),
    "DoesNotExist": gettext_lazy("Something it speaks of is no longer there."),
    "IntegrityError": gettext_lazy("It contradicts what is stored already."),
    "UniqueViolation": gettext_lazy("It contradicts what is stored already: there may be only one such row."),
    "ForeignKeyViolation": gettext_lazy("Something it speaks of is no longer there."),
    "CheckViolation": gettext_lazy("It breaks a rule of the database."),
    "DataError": gettext_lazy("A value in it fits into no column."),
    "QueryCanceled": gettext_lazy("Handling it took longer than is allowed."),
    "LostLease": gettext_lazy("It took longer than its worker had time."),
    "Unreachable": gettext_lazy("The other side could not be reached."),
}
_SPEAKING = {"Permanent", "CallFailed", "RateLimited", "RetryIn", "Refused"}  # their text was written for people


def error_in_words(error: str) -> str:
    """What went wrong, from "Class: text" as the reader and the runner keep it."""
    if "worker died" in error:
        return _("Its worker vanished again and again while handling it: it may be what killed it.")
    name, _colon, text = error.partition(": ")
    short = name.rpartition(".")[2]
    if short in _SPEAKING and text:
        return text.partition(": ")[2] or text if short == "CallFailed" else text
    if short in _BY_CLASS:
        return str(_BY_CLASS[short])
    return _("A mistake in the program (%(name)s). Mend it, then handle this again.") % {"name": short}
