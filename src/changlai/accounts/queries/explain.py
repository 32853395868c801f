"""Says in words why somebody may or may not do something, in general or with one record."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from changlai.accounts import catalogue
from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.accounts.queries.reach import team_ids
from changlai.kernel import discovery


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
    return Decision(
        permission, label, level, _sentence(member, label, level, str(catalogue.permission(permission).says(level)))
    )


def _sentence(member: Member, label: str, level: Level, words: str) -> str:
    facts = {"name": member.name, "role": member.role.label, "permission": label, "level": words}
    if not member.is_active:
        return _("%(name)s is switched off and may do nothing here.") % facts
    if level == Level.NONE:
        return _("%(name)s has the role “%(role)s”, which does not include “%(permission)s”.") % facts
    return _("%(name)s has the role “%(role)s”, which includes “%(permission)s”: %(level)s.") % facts


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a member sees one record, or not, and what else they may do with it; the first decision is about seeing."""

    kind: RecordKind
    record: RecordFacts
    is_seen: bool
    decisions: list[Decision]
    exception: str  # what the role alone does not say; empty as a rule


@cache
def record_kinds() -> tuple[RecordKind, ...]:
    """Every kind of record one may ask about."""
    return tuple(kind for room in discovery.rooms("access") for kind in room.RECORDS)


def record_at(url: str, organisation: str) -> tuple[RecordKind, int] | None:
    """The record whose page a link of ours opens; None for other links, and for those of another organisation."""
    try:
        match = resolve(urlsplit(url.strip()).path)
    except (Resolver404, ValueError):
        return None
    if match.kwargs.get("organisation") != organisation:
        return None
    for kind in record_kinds():
        if match.view_name == kind.url_name:
            return kind, int(match.kwargs[kind.argument])
    return None


def explain(member: Member, kind: RecordKind, record_id: int, *, asker: Member) -> Answer | None:
    """Why ``member`` sees a record, or not; None when ``asker`` may not see it himself."""
    facts = kind.look(asker, record_id)
    if facts is None:
        return None
    decisions = [_about(member, kind, facts, slug) for slug in kind.permissions]
    is_seen = member.is_active and kind.is_seen(member, record_id)
    exception = ""
    if is_seen and not decisions[0].is_allowed:
        exception = _("%(name)s takes part in it, for example as a collaborator or because somebody mentioned them.")
        exception %= {"name": member.name}
    return Answer(kind, facts, is_seen, decisions, exception)


def _about(member: Member, kind: RecordKind, facts: RecordFacts, permission: str) -> Decision:
    """A permission held against one record: NONE when it does not reach that far."""
    general = decide(member, permission)
    if general.level in {Level.NONE, Level.ALL}:
        return general
    owner = facts.owner
    says = {"name": member.name, "owner": owner.name if owner else "", "rule": general.sentence}
    if owner is None:
        reaches, why = general.level >= kind.nobodys, _nobodys(general.level >= kind.nobodys)
    elif owner.pk == member.pk:
        reaches, why = True, _("%(rule)s %(name)s is responsible for this one.")
    elif general.level == Level.TEAM:
        reaches, why = owner.pk in team_ids(member), _team(member, owner)
    else:
        reaches, why = False, _("%(rule)s This one is %(owner)s's.")
    return Decision(permission, general.label, general.level if reaches else Level.NONE, why % says)


def _nobodys(reaches: bool) -> str:  # noqa: FBT001 - the answer itself
    if reaches:
        return _("%(rule)s Nobody is responsible for this one, and departments see what is nobody's.")
    return _("%(rule)s Nobody is responsible for this one, so it is not theirs.")


def _team(member: Member, owner: Member) -> str:
    if owner.pk in team_ids(member):
        return _("%(rule)s %(owner)s, who is responsible for this one, belongs to it.")
    if member.department_id is None:
        return _("%(rule)s %(name)s is in no department, so it is their own only; this one is %(owner)s's.")
    return _("%(rule)s %(owner)s, who is responsible for this one, is in another department.")
