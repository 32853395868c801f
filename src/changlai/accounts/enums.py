"""Closed lists of the accounts room."""

from enum import IntEnum, StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntEnum):
    """How far a permission reaches. Ordered: ``member.level("inbox.view") >= Level.TEAM``."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3

    @property
    def slug(self) -> str:
        """As it is written in a role's grants: "own"."""
        return self.name.lower()

    @property
    def label(self) -> Promise:
        return _LABELS[self]

    @classmethod
    def of(cls, slug: str) -> Self:
        """The level called ``slug``; raises KeyError for an unknown one."""
        return cls[slug.upper()]


_LABELS: dict[Level, Promise] = {
    Level.NONE: _("Not allowed"),
    Level.OWN: _("Own only"),
    Level.TEAM: _("Own department"),
    Level.ALL: _("Everything"),
}


class SignInWay(StrEnum):
    """By what somebody came in; a platform's way is its slug."""

    PASSWORD = "password"  # noqa: S105 - a word
    LINK = "link"
    INVITATION = "invitation"
    RESET = "reset"

    @property
    def label(self) -> Promise:
        return _WAY_LABELS[self]


_WAY_LABELS: dict[SignInWay, Promise] = {
    SignInWay.PASSWORD: _("with a password"),
    SignInWay.LINK: _("with a sign-in link"),
    SignInWay.INVITATION: _("with an invitation"),
    SignInWay.RESET: _("with a new password"),
}


class Fate(StrEnum):
    """What taking over a directory does with somebody."""

    NEW = "new"
    KNOWN = "known"
    MOVED = "moved"
    LEFT = "left"
    KEPT = "kept"
    KEPT_OUT = "kept_out"

    @property
    def label(self) -> Promise:
        return _FATE_LABELS[self]


_FATE_LABELS: dict[Fate, Promise] = {
    Fate.NEW: _("becomes a member"),
    Fate.KNOWN: _("stays as it is"),
    Fate.MOVED: _("changes place or is linked"),
    Fate.LEFT: _("has left: is switched off"),
    Fate.KEPT: _("has left there, stays here"),
    Fate.KEPT_OUT: _("is not taken over"),
}


class Arrivals(StrEnum):
    """Whom a platform's door lets in."""

    KNOWN = "known"
    EVERYBODY = "everybody"
    NOBODY = "nobody"

    @property
    def label(self) -> Promise:
        return _ARRIVAL_LABELS[self]


_ARRIVAL_LABELS: dict[Arrivals, Promise] = {
    Arrivals.KNOWN: _("Only members who are known here"),
    Arrivals.EVERYBODY: _("Everybody of the company; who is new becomes a member"),
    Arrivals.NOBODY: _("Nobody: this way is closed"),
}


class SystemRole(StrEnum):
    """The roles every organisation has from its first day; see catalogue.py for what they may do."""

    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    SALES = "sales"
    VIEWER = "viewer"

    @property
    def label(self) -> Promise:
        return _ROLE_LABELS[self]


_ROLE_LABELS: dict[SystemRole, Promise] = {
    SystemRole.ADMIN: _("Administrator"),
    SystemRole.MANAGER: _("Manager"),
    SystemRole.AGENT: _("Service agent"),
    SystemRole.SALES: _("Salesperson"),
    SystemRole.VIEWER: _("Viewer"),
}


class Attendance(StrEnum):
    """Whether a member is at work. A member chooses online or away; offline is whoever has no screen open."""

    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"

    @property
    def label(self) -> Promise:
        return _ATTENDANCE_LABELS[self]


_ATTENDANCE_LABELS: dict[Attendance, Promise] = {
    Attendance.ONLINE: pgettext_lazy("presence", "Online"),
    Attendance.AWAY: pgettext_lazy("presence", "Away"),
    Attendance.OFFLINE: pgettext_lazy("presence", "Offline"),
}


class ExportState(StrEnum):
    """Where a file of the audit log stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
