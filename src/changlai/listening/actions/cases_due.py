"""Answers in time: whose deadline is near is warned, of what is late those above are told."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.listening.actions.cases_telling import tell, tell_screens
from changlai.listening.enums import StepKind
from changlai.listening.models import Case, CaseStep
from changlai.listening.notices import LATE, WARNED

AT_ONCE = 200
_WARNED, _LATE = 1, 2
_TAKE = """
    with due as (
      select id from listening_case
      where organisation_id = %(org)s and escalate_at <= %(now)s and first_answer_at is null
        and state in ('new', 'working', 'answered') order by escalate_at, id limit %(limit)s for no key update)
    update listening_case c set
      escalation = case when c.due_at <= %(now)s then 2 else 1 end,
      escalate_at = case when c.due_at <= %(now)s then null else c.due_at end
    from due where c.organisation_id = %(org)s and c.id = due.id returning c.id"""


def escalate(organisation_id: int, *, now: datetime) -> int:
    """Warn and tell; how many cases it was about, at most AT_ONCE. Each warning and each alarm is given once."""
    ids = [row[0] for row in db.rows(_TAKE, {"org": organisation_id, "now": now, "limit": AT_ONCE})]
    if not ids:
        return 0
    cases = list(Case.objects.filter(id__in=ids).select_related("owner", "escalate_to").order_by("id"))
    late = [one for one in cases if one.escalation == _LATE]
    above = _above(late)
    tell((one, one.owner_id, WARNED, f"warned:{_due(one)}") for one in cases if one.escalation == _WARNED)
    tell(_words(late, above))
    CaseStep.objects.bulk_create([_step(one, above[one.pk], now) for one in late])
    tell_screens(cases)
    return len(ids)


def _above(cases: list[Case]) -> dict[int, list[Member]]:
    """Who hears that a case is late: whom its rule names, else those the owner answers to, else who sets rules."""
    if not cases:
        return {}
    leaders = accounts.leader_ids({one.owner_id for one in cases if one.owner_id})
    members = {one.pk: one for one in Member.objects.filter(is_active=True).select_related("role", "department")}
    return {one.pk: _of(one, leaders, members) for one in cases}


def _of(case: Case, leaders: Mapping[int, list[int]], members: Mapping[int, Member]) -> list[Member]:
    if (named := members.get(case.escalate_to_id or 0)) is not None:
        return [named]
    led = [members[one] for one in leaders.get(case.owner_id or 0, []) if one in members]
    return led or [one for one in members.values() if one.can("listening.topics")]


def _words(cases: list[Case], above: Mapping[int, list[Member]]) -> Iterator[tuple[Case, int | None, str, str]]:
    for case in cases:
        told = dict.fromkeys([case.owner_id, *(one.pk for one in above[case.pk])])
        for member_id in told:
            yield case, member_id, LATE, f"late:{_due(case)}"


def _step(case: Case, above: list[Member], now: datetime) -> CaseStep:
    return CaseStep(
        organisation_id=case.organisation_id,
        case=case,
        kind=StepKind.ESCALATED,
        at=now,
        facts={"to": [one.name for one in above]},
    )


def _due(case: Case) -> str:
    return case.due_at.isoformat() if case.due_at else ""
