"""Sentences that are kept in English and read by everybody in their own language; and errors of the machine in words.

What a consumer or a job failed with is kept as "Class: text" (kernel.events.reader, kernel.jobs.runner).
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from changlai.kernel import db
from changlai.kernel.errors import Refusal

ERROR_LENGTH = 2000
_ANOTHER_VERSION = gettext_lazy(
    "Another version of the program wrote it, and this one cannot read it. Try it again after the next update, or "
    "discard it."
)
_GONE = gettext_lazy("What it is about was deleted meanwhile, so there is nothing left to do. Discard it.")
_THERE_ALREADY = gettext_lazy(
    "It contradicts what is stored already. Look at its content: if that is done already, discard it."
)
_FOLDER = gettext_lazy(
    "The server could not read or write its files. Ask the operator to check the data folder and its rights (was it "
    "moved, or restored without its files?), then try it again."
)
_NO_ROOM = gettext_lazy(
    "The server's disk is full, so nothing could be written. Ask the operator to make room, then try it again."
)
_BY_CLASS: Mapping[str, Promise] = {
    "ValidationError": _ANOTHER_VERSION,
    "DecodeError": gettext_lazy("Its text is damaged and cannot be read. Discard it."),
    "KeyError": _ANOTHER_VERSION,
    "DoesNotExist": _GONE,
    "IntegrityError": _THERE_ALREADY,
    "UniqueViolation": _THERE_ALREADY,
    "ForeignKeyViolation": _GONE,
    "CheckViolation": gettext_lazy(
        "It breaks a rule of the database: a mistake in the program. Send the technical details to whoever looks after "
        "the program, and try it again after an update."
    ),
    "DataError": gettext_lazy(
        "A value in it does not fit where it belongs: too long, or of another kind. Look at its content, then discard "
        "it or try it again after an update."
    ),
    "QueryCanceled": gettext_lazy(
        "The database took longer over it than is allowed: it was too much, or the server was busy. Try it again when "
        "there is less to do."
    ),
    "LostLease": gettext_lazy("It took longer than a worker may hold it. Try it again when there is less to do."),
    "Unreachable": gettext_lazy(
        "The other side could not be reached. Check the address and the network, then try again."
    ),
    "FileNotFoundError": _FOLDER,
    "PermissionError": _FOLDER,
    "NotADirectoryError": _FOLDER,
    "file.no_space": _NO_ROOM,
    "DiskFull": _NO_ROOM,
}
_CALLS = {"CallFailed", "RateLimited"}  # "Class: code: sentence"
SPEAKING = frozenset({*_CALLS, "Permanent", "RetryIn"})  # their text was written for people; of others the class tells
_NO_DISK = "[Errno 28]"  # ENOSPC, as OSError spells it
NO_HANDLER = gettext_noop(
    "This version of the program does not know this kind of work. Bring every worker to the same version and try it "
    "again, or discard it. The kind:"
)


class Told(Exception):
    """What somebody else failed with, as it is kept: "Class: text"."""


def text_of(error: Exception) -> str:
    """An error as it is kept, for ``error_in_words``: a refusal by its rule, with its sentence."""
    if isinstance(error, Told):
        return str(error)
    text = f"{error.rule}: {error.sentence}" if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
    return db.storable(text[:ERROR_LENGTH])


def in_words(sentence: str) -> str:
    """A kept sentence in the reader's language.

    It is an English msgid. One that ends with a colon is followed by a fact in somebody's own words (an address, a
    name), which is nobody's to translate.
    """
    if not sentence:
        return ""
    said, colon, fact = sentence.rpartition(": ")
    known = gettext(sentence)
    if known != sentence or not colon:
        return known
    msgid = said + ":"
    told = gettext(msgid)
    return f"{told} {fact}" if told.endswith(":") else told + fact


def error_in_words(error: str) -> str:
    """What went wrong, why and what to do, from "Class: text"; for people who did not write the program."""
    if "worker died" in error:
        return gettext(
            "Its worker vanished again and again while working on it: it may be what ended it, or memory ran out. Look "
            "into the server's log, then try it again."
        )
    name, _colon, text = error.partition(": ")
    short = name.rpartition(".")[2]
    if short in SPEAKING and text:
        return in_words(text.partition(": ")[2] or text if short in _CALLS else text)
    for known in (name, short):
        if known in _BY_CLASS:
            return str(_BY_CLASS[known])
    if _NO_DISK in text:
        return str(_NO_ROOM)
    if name != short and short[:1].islower() and text:  # the rule of a refusal, and its sentence
        return in_words(text)
    return gettext(
        "A mistake in the program (%(name)s). Send the technical details to whoever looks after it, and try it again "
        "after it was mended."
    ) % {"name": short}


def without_facts(error: str) -> str:
    """So much of an error as ``error_in_words`` needs: a database quotes values in its own, which may be a person's."""
    name, _colon, _text = error.partition(": ")
    short = name.rpartition(".")[2]
    if short in SPEAKING or "worker died" in error or (name != short and short[:1].islower()):
        return error
    return f"{name}: {_NO_DISK}" if _NO_DISK in error else name
