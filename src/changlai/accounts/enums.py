"""Closed lists of the accounts room."""

from enum import IntEnum, StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
