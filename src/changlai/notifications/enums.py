"""Closed lists of notifications."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Way(StrEnum):
    """How a notice reaches its member."""

    HERE = "here"
    WORK_APP = "work_app"
    MAIL = "mail"

    @property
    def label(self) -> Promise:
        return _WAYS[self]


class Pace(StrEnum):
    """When a notice goes a way."""

    NOW = "now"
    DAILY = "daily"
    OFF = "off"

    @property
    def label(self) -> Promise:
        return _PACES[self]


class DispatchState(StrEnum):
    """Where a notice on its way out stands. ``SKIPPED``: the way was closed when its time came; see its reason."""

    WAITING = "waiting"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class MailState(StrEnum):
    """Where a mail stands. ``FAILED``: given up, see its reason."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


OUTSIDE = (Way.WORK_APP, Way.MAIL)

_WAYS: dict[Way, Promise] = {
    Way.HERE: _("Here"),
    Way.WORK_APP: _("Work app"),
    Way.MAIL: _("E-mail"),
}
_PACES: dict[Pace, Promise] = {
    Pace.NOW: _("At once"),
    Pace.DAILY: _("Once a day"),
    Pace.OFF: _("Never"),
}
