"""Rules of assignment as sentences, people at their desks, and what a trial found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changlai.accounts.enums import Attendance
from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.inbox import rules
from changlai.inbox.contracts import Case, Conditions
from changlai.inbox.enums import OpenHours, Script, Target, Whom
from changlai.inbox.models import AssignmentRule


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with its conditions and its target as sentences."""

    rule: AssignmentRule
    when: Sequence[str]
    then: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A colleague at their desk."""

    member: Member
    presence: Attendance
    open_count: int
    capacity: int | None  # their own; None as everybody


@dataclass(frozen=True, slots=True)
class TrialRow:
    """What a rule makes of a trial: applies, or the first condition that does not hold."""

    rule: AssignmentRule
    applies: bool
    why_not: str


def rule_rows(found: Sequence[AssignmentRule], accounts: Mapping[int, Account]) -> list[RuleRow]:
    """Rules in words."""
    return [RuleRow(one, list(_when(one, accounts)) or [_("always")], _then(one)) for one in found]


def trial_rows(found: Sequence[AssignmentRule], case: Case) -> list[TrialRow]:
    """Rules in use one after the other, until one applies."""
    rows = []
    for rule in found:
        if not rule.is_active:
            continue
        why_not = rules.failed(msgspec.convert(rule.conditions, Conditions), case)
        rows.append(TrialRow(rule, not why_not, _WHY_NOT[why_not]() if why_not else ""))
        if not why_not:
            break
    return rows


def _when(rule: AssignmentRule, accounts: Mapping[int, Account]) -> Iterator[str]:
    conditions = msgspec.convert(rule.conditions, Conditions)
    between = pgettext("between alternatives", ", ")
    if conditions.accounts:
        names = [accounts[one].name for one in conditions.accounts if one in accounts]
        yield _("it comes by %(accounts)s") % {"accounts": between.join(names) or "-"}
    if conditions.words:
        yield _("the first message contains %(words)s") % {
            "words": between.join(f"“{one}”" for one in conditions.words)
        }
    if conditions.scripts:
        yield _("it is written in %(scripts)s") % {
            "scripts": between.join(_SCRIPTS[one]() for one in conditions.scripts)
        }
    if conditions.hours:
        inside = conditions.hours == OpenHours.INSIDE
        yield _("it is within business hours") if inside else _("it is outside business hours")
    if conditions.whom:
        yield _("the customer is new") if conditions.whom == Whom.NEW else _("the customer has been here before")


def _then(rule: AssignmentRule) -> str:
    facts = {
        "member": rule.member.name if rule.member else pgettext("colleague", "nobody any more"),
        "department": rule.department.name if rule.department else pgettext("department", "none any more"),
    }
    return _TARGETS[Target(rule.target)]() % facts


_TARGETS: Mapping[Target, Callable[[], str]] = {
    Target.EVERYBODY: lambda: _("everybody who is online, in turn"),
    Target.DEPARTMENT: lambda: _("%(department)s, in turn"),
    Target.MEMBER: lambda: "%(member)s",
    Target.NOBODY: lambda: _("nobody: it stays under Unassigned"),
}
_SCRIPTS: Mapping[Script, Callable[[], str]] = {
    Script.CHINESE: lambda: _("Chinese characters"),
    Script.LATIN: lambda: _("Latin letters"),
    Script.JAPANESE: lambda: _("Japanese"),
    Script.KOREAN: lambda: _("Korean"),
    Script.CYRILLIC: lambda: _("Cyrillic letters"),
    Script.ARABIC: lambda: _("Arabic letters"),
    Script.OTHER: lambda: pgettext("letters", "others"),
}
_WHY_NOT: Mapping[str, Callable[[], str]] = {
    "accounts": lambda: _("comes by another account"),
    "channels": lambda: _("comes by another channel"),
    "scripts": lambda: _("is written otherwise"),
    "words": lambda: _("contains none of the words"),
    "hours": lambda: _("the hour is another"),
    "whom": lambda: _("the customer is another"),
}
