"""Closed lists of compliance."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """Why somebody is written to. What answers a customer is service."""

    SERVICE = "service"
    MARKETING = "marketing"

    @property
    def label(self) -> Promise:
        return _PURPOSES[self]


class SaidBy(StrEnum):
    """How a customer said it."""

    MESSAGE = "message"
    PHONE = "phone"
    FORM = "form"
    PAPER = "paper"
    PROGRAM = "program"

    @property
    def label(self) -> Promise:
        return _WAYS[self]


class Covers(StrEnum):
    """What an entry of the suppression list keeps from leaving."""

    MARKETING = "marketing"
    EVERYTHING = "everything"

    @property
    def label(self) -> Promise:
        return _COVERS[self]


class Reason(StrEnum):
    """Why an address is on the suppression list."""

    ASKED = "asked"
    COMPLAINT = "complaint"
    BOUNCED = "bounced"
    LEGAL = "legal"
    ERASED = "erased"
    OTHER = "other"

    @property
    def label(self) -> Promise:
        return _REASONS[self]


class WordEffect(StrEnum):
    """What a word on the list does."""

    BLOCK = "block"
    WARN = "warn"

    @property
    def label(self) -> Promise:
        return _EFFECTS[self]


class RequestKind(StrEnum):
    """What a person asked for."""

    EXPORT = "export"
    ERASURE = "erasure"

    @property
    def label(self) -> Promise:
        return _KINDS[self]


class RequestState(StrEnum):
    """Asked: a second colleague has to agree. Waiting: its time has not come, or the machine is at it."""

    ASKED = "asked"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def label(self) -> Promise:
        return _STATES[self]


class Fate(StrEnum):
    """What becomes of the messages that were held while sending was stopped."""

    SEND = "send"
    CANCEL = "cancel"

    @property
    def label(self) -> Promise:
        return _LABELS[self]


_LABELS: dict[Fate, Promise] = {
    Fate.SEND: _("Send them now, in their order"),
    Fate.CANCEL: _("Cancel them; each can be sent again by hand"),
}
_PURPOSES = {Purpose.SERVICE: _("Service messages"), Purpose.MARKETING: _("Marketing messages")}
_WAYS = {
    SaidBy.MESSAGE: _("in a message"),
    SaidBy.PHONE: _("on the phone"),
    SaidBy.FORM: _("in a form"),
    SaidBy.PAPER: _("on paper"),
    SaidBy.PROGRAM: _("told by a program"),
}
_COVERS = {Covers.MARKETING: _("Marketing only"), Covers.EVERYTHING: _("Everything")}
_REASONS = {
    Reason.ASKED: _("The person asked for it"),
    Reason.COMPLAINT: _("Complaint"),
    Reason.BOUNCED: _("Cannot be reached"),
    Reason.LEGAL: _("Legal reasons"),
    Reason.ERASED: _("Data was erased"),
    Reason.OTHER: _("Another reason"),
}
_EFFECTS = {WordEffect.BLOCK: _("Do not let out"), WordEffect.WARN: _("Let out, with a warning")}
_KINDS = {RequestKind.EXPORT: _("Copy of the data"), RequestKind.ERASURE: _("Erasure")}
_STATES = {
    RequestState.ASKED: _("Needs a second colleague"),
    RequestState.WAITING: _("Under way"),
    RequestState.DONE: _("Done"),
    RequestState.CANCELLED: _("Called off"),
    RequestState.FAILED: _("Failed"),
}
