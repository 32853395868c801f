"""Says in words why somebody may or may not do something."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from changlai.accounts import catalogue
from changlai.accounts.enums import Level
from changlai.accounts.models import Member


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a permission question, and the sentence that explains it."""

    permission: str
    label: str
    level: Level
    sentence: str

    @property
    def is_allowed(self) -> bool:
        return self.level > Level.NONE


def decide(member: Member, permission: str) -> Decision:
    """Why ``member`` may or may not ``permission``. Asks no database when the role is loaded."""
    label = str(catalogue.permission(permission).label)
    level = member.level(permission)
    return Decision(permission, label, level, _sentence(member, label, level))


def _sentence(member: Member, label: str, level: Level) -> str:
    facts = {"name": member.name, "role": member.role.label, "permission": label, "level": str(level.label)}
    if not member.is_active:
        return _("%(name)s is switched off and may do nothing here.") % facts
    if level == Level.NONE:
        return _("%(name)s has the role “%(role)s”, which does not include “%(permission)s”.") % facts
    return _("%(name)s has the role “%(role)s”, which includes “%(permission)s”: %(level)s.") % facts
