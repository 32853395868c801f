"""Working on cases: opened by hand, given away, weighed, noted, solved, dropped, taken up again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.listening.actions.cases_opening import Opening, hold_authors, join, open_cases, open_of
from changlai.listening.actions.cases_telling import note_on_timelines, tell_owner, tell_screens
from changlai.listening.contracts import NOTE_LENGTH, OUTCOME_LENGTH
from changlai.listening.enums import OPEN_CASES, CaseRisk, CaseState, StepKind
from changlai.listening.errors import CannotOwnCase, CaseClosed, CaseOpenAlready, NothingNoted, OutcomeMissing
from changlai.listening.events import CaseGiven, CaseSettled
from changlai.listening.models import Case, CaseCause, CaseMention, CaseStep, Mention, MentionTopic

ANSWER_MINUTES = 60  # to the first answer of a case that no rule made
WARN_MINUTES = 45
MINUTE = 60


@transaction.atomic
def open_by_hand(
    *, mention: Mention, by: Member, now: datetime, owner: Member | None = None, risk: CaseRisk = CaseRisk.MIDDLE
) -> Case:
    """Somebody takes up what was said; it is theirs unless ``owner`` is named.

    What belongs to a case already gives that one; an author with an open case gets the mention added to it. Raises
    CannotOwnCase.
    """
    to = owner or by
    _check_owner(to)
    hold_authors([mention.author_id] if mention.author_id else [])
    known = CaseMention.objects.filter(mention=mention).first()
    if known is not None:
        return hold([known.case_id])[0]
    if mention.author_id and (case := open_of([mention.author_id]).get(mention.author_id)):
        join([(mention, case)], at=now)
        return case
    hours = accounts.hours(mention.organisation_id)
    topic = MentionTopic.objects.filter(mention=mention).order_by("id").values_list("topic_id", flat=True).first()
    opening = Opening(
        mention=mention,
        rule=None,
        owner=to,
        by=by,
        at=now,
        due_at=hours.after(now, ANSWER_MINUTES * MINUTE),
        warn_at=hours.after(now, WARN_MINUTES * MINUTE),
        risk=risk,
        topic_id=topic,
    )
    (case,) = open_cases([opening])
    audit.record("listening.case_opened", actor=by, obj=case)
    return case


@transaction.atomic
def give(*, case_ids: Collection[int], to: Member, by: Member, now: datetime) -> dict[int, str]:
    """Hand open cases to a colleague, with their conversations that were the former owner's.

    Answers why not, by the id of each that was not given. Raises CannotOwnCase.
    """
    _check_owner(to)
    held = hold(case_ids)
    refused = {one.pk: str(CaseClosed(one.number).sentence) for one in held if not CaseState(one.state).is_open}
    given = [one for one in held if one.pk not in refused and one.owner_id != to.pk]
    former = {one.pk: one.owner_id for one in given}
    for case in given:
        case.owner = to
        case.state = CaseState.WORKING if case.state == CaseState.NEW and to == by else case.state
        step(case, StepKind.GIVEN, by, now, facts={"to": to.name, "to_id": to.pk})
    Case.objects.bulk_update(given, ["owner", "state"])
    if given:
        audit.record(
            "listening.case_given",
            actor=by,
            obj=given[0] if len(given) == 1 else None,
            changes={"owner": to.name, "cases": len(given)},
        )
    publish(
        *(
            CaseGiven(
                organisation_id=case.organisation_id,
                key=case.pk,
                case_id=case.pk,
                from_id=former[case.pk] or 0,
                to_id=to.pk,
                by_id=by.pk,
                at=now,
            )
            for case in given
        )
    )
    tell_owner(given, but=by.pk)
    tell_screens(given, *former.values())
    return refused


@transaction.atomic
def weigh(*, case: Case, risk: CaseRisk, by: Member, now: datetime) -> None:
    """How much harm may come of it. Raises CaseClosed."""
    held = hold_open(case)
    if held.risk == risk:
        return
    before, held.risk = held.risk, risk
    held.save(update_fields=["risk"])
    step(held, StepKind.RISK, by, now, facts={"before": before, "after": risk})
    audit.record("listening.case_weighed", actor=by, obj=held, changes={"risk": [before, risk]})
    tell_screens([held])


@transaction.atomic
def note(*, case: Case, text: str, by: Member, now: datetime) -> CaseStep:
    """A word for colleagues; it never leaves the house. Raises NothingNoted."""
    words = text.strip()[:NOTE_LENGTH]
    if not words:
        raise NothingNoted
    (held,) = hold([case.pk])
    begin(held)
    kept = step(held, StepKind.NOTED, by, now, text=words)
    tell_screens([held])
    return kept


@transaction.atomic
def solve(*, case: Case, cause: CaseCause | None, outcome: str, by: Member, now: datetime) -> None:
    """It is solved: why it had come to that, and what was done. Raises CaseClosed, OutcomeMissing."""
    words = outcome.strip()[:OUTCOME_LENGTH]
    if not words:
        raise OutcomeMissing
    held = hold_open(case)
    held.cause, held.outcome = cause, words
    _settle(held, CaseState.SOLVED, by, now)
    facts: dict[str, Any] = {"cause": cause.name} if cause else {}
    step(held, StepKind.SOLVED, by, now, text=words, facts=facts)
    audit.record("listening.case_solved", actor=by, obj=held)


def drop(*, case: Case, why: str, by: Member, now: datetime) -> None:
    """Looked at: there is nothing to do. Raises CaseClosed."""
    if case.pk in drop_many(case_ids=[case.pk], why=why, by=by, now=now):
        raise CaseClosed(case.number)


@transaction.atomic
def drop_many(*, case_ids: Collection[int], why: str, by: Member, now: datetime) -> dict[int, str]:
    """There is nothing to do in these; answers why not, by the id of each that is closed already."""
    held, refused = hold(case_ids), {}
    for case in held:
        if not CaseState(case.state).is_open:
            refused[case.pk] = str(CaseClosed(case.number).sentence)
            continue
        case.outcome = why.strip()[:OUTCOME_LENGTH]
        _settle(case, CaseState.DROPPED, by, now)
        step(case, StepKind.DROPPED, by, now, text=case.outcome)
        audit.record("listening.case_dropped", actor=by, obj=case)
    return refused


@transaction.atomic
def reopen(*, case: Case, by: Member, now: datetime) -> None:
    """It is not over. Raises CaseOpenAlready when its author has another open one meanwhile."""
    hold_authors([case.author_id] if case.author_id else [])
    (held,) = hold([case.pk])
    if CaseState(held.state).is_open:
        return
    other = open_of([held.author_id]).get(held.author_id) if held.author_id else None
    if other is not None:
        raise CaseOpenAlready(other.number)
    held.state = CaseState.ANSWERED if held.first_answer_at else CaseState.WORKING
    held.solved_at, held.survey = None, ""
    held.save(update_fields=["state", "solved_at", "survey"])
    step(held, StepKind.REOPENED, by, now)
    audit.record("listening.case_reopened", actor=by, obj=held)
    _tell_settled(held, by, now, "reopened")


def hold(case_ids: Collection[int]) -> list[Case]:
    """Cases whose rows are locked, in one order for everybody."""
    rows = Case.objects.select_for_update(of=("self",)).filter(id__in=list(case_ids)).select_related("owner")
    return list(rows.order_by("id"))


def hold_open(case: Case) -> Case:
    """An open case whose row is locked. Raises CaseClosed."""
    (held,) = hold([case.pk])
    if held.state not in OPEN_CASES:
        raise CaseClosed(held.number)
    return held


def begin(case: Case) -> None:
    """Somebody is at it now, where nobody was."""
    if case.state == CaseState.NEW:
        case.state = CaseState.WORKING
        case.save(update_fields=["state"])


def step(  # noqa: PLR0913 - what a line is made of
    case: Case,
    kind: StepKind,
    by: Member | None,
    at: datetime,
    *,
    text: str = "",
    facts: dict[str, Any] | None = None,
    reference: str = "",
    name: str = "",
) -> CaseStep:
    """A line of what happened."""
    return CaseStep.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        at=at,
        member=by,
        by=name,
        text=text,
        facts=facts or {},
        reference=reference,
    )


def _check_owner(member: Member) -> None:
    if not member.is_active or not member.can("listening.work"):
        raise CannotOwnCase(member.name)


def _settle(case: Case, state: CaseState, by: Member, now: datetime) -> None:
    case.state, case.solved_at, case.escalate_at = state, now, None
    case.save(update_fields=["state", "solved_at", "escalate_at", "cause", "outcome"])
    _tell_settled(case, by, now, state.value)


def _tell_settled(case: Case, by: Member, now: datetime, what: str) -> None:
    publish(
        CaseSettled(
            organisation_id=case.organisation_id,
            key=case.pk,
            case_id=case.pk,
            customer_id=case.customer_id or 0,
            state=case.state,
            by_id=by.pk,
            at=now,
        )
    )
    note_on_timelines([case], what=what, at=now, by=by.name)
    tell_screens([case])
