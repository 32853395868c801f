"""Cases: opened, read, worked on."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.models import Member
from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.listening import queries as mentions
from changlai.listening.actions import cases as actions
from changlai.listening.actions import cases_talking
from changlai.listening.api.routing import router
from changlai.listening.contracts import NOTE_LENGTH, OUTCOME_LENGTH
from changlai.listening.enums import CaseRisk, CaseState
from changlai.listening.models import Case, CaseCause
from changlai.listening.queries import cases as queries

ONE = "/cases/{int:case_id}"


class CaseOut(Schema):
    """Something said in public that somebody must solve. Moments are UTC; ``due_at`` is when the first answer is due,
    ``score`` how content the customer is, 1 to 5.
    """

    id: int
    number: int
    title: str
    state: str
    risk: str
    topic_id: int | None
    rule_id: int | None
    mention_id: int | None
    author_id: int | None
    customer_id: int | None
    owner_id: int | None
    said_at: datetime
    heard_at: datetime
    opened_at: datetime
    due_at: datetime | None
    first_answer_at: datetime | None
    solved_at: datetime | None
    cause_id: int | None
    outcome: str
    score: int | None
    score_comment: str
    rated_at: datetime | None


class CasePage(Schema):
    """Cases, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[CaseOut]
    next: str | None


class CaseStepOut(Schema):
    """A line of what happened. ``facts`` depend on ``kind``."""

    kind: str
    at: datetime
    member_id: int | None
    text: str
    facts: dict[str, Any]


class CaseIn(Schema):
    """A mention to be taken up; without ``owner_id`` it is the token's member's."""

    mention_id: int
    owner_id: int | None = None
    risk: CaseRisk = CaseRisk.MIDDLE


class CaseOwnerIn(Schema):
    """Whose it becomes."""

    owner_id: int


class CaseRiskIn(Schema):
    """How much harm may come of it."""

    risk: CaseRisk


class CaseNoteIn(Schema):
    """A word for colleagues; it never leaves the house."""

    text: str = Field(min_length=1, max_length=NOTE_LENGTH)


class CaseSolvedIn(Schema):
    """How it ended."""

    outcome: str = Field(min_length=1, max_length=OUTCOME_LENGTH)
    cause_id: int | None = None


class CaseDroppedIn(Schema):
    """Why there is nothing to do."""

    why: str = Field("", max_length=OUTCOME_LENGTH)


class PrivateTalkOut(Schema):
    """A conversation of the inbox."""

    conversation_id: int


@router.get("/cases", response=CasePage, summary="List cases")
@allowed("listening.cases")
def listed(
    request: ApiRequest,
    cursor: str = "",
    state: CaseState | None = None,
    owner_id: int | None = None,
    customer_id: int | None = None,
) -> dict[str, Any]:
    """As far as the token's member may see them."""
    rows = queries.listed(
        request.member,
        below=id_place(cursor),
        state=state.value if state else "",
        owner_id=owner_id,
        customer_id=customer_id,
    )
    return id_page(rows, queries.PAGE)


@router.post("/cases", response={201: CaseOut}, summary="Open a case about a mention")
@allowed("listening.work")
def open_case(request: ApiRequest, body: CaseIn) -> Status[Case]:
    """What belongs to a case already answers with that one. 422 ``listening.cannot_own_case``."""
    mention = mentions.get_for(request.member, body.mention_id)
    owner = _member(body.owner_id) if body.owner_id else None
    made = actions.open_by_hand(mention=mention, by=request.member, now=timezone.now(), owner=owner, risk=body.risk)
    return Status(201, made)


@router.get(ONE, response=CaseOut, summary="Read a case")
@allowed("listening.cases")
def case(request: ApiRequest, case_id: int) -> Case:
    """404 when it is missing or not to be seen."""
    return queries.get_for(request.member, case_id)


@router.get(f"{ONE}/steps", response=list[CaseStepOut], summary="Read what happened in a case")
@allowed("listening.cases")
def steps(request: ApiRequest, case_id: int) -> list[Any]:
    """In the order of their moments."""
    return list(queries.steps_of(queries.get_for(request.member, case_id)))


@router.put(f"{ONE}/owner", response=CaseOut, summary="Give a case to a colleague")
@allowed("listening.work")
def give(request: ApiRequest, case_id: int, body: CaseOwnerIn) -> Case:
    """422 ``listening.cannot_own_case``; a closed one stays whose it is."""
    found = queries.get_to_work(request.member, case_id)
    actions.give(case_ids=[found.pk], to=_member(body.owner_id), by=request.member, now=timezone.now())
    return _again(found)


@router.put(f"{ONE}/risk", response=CaseOut, summary="Say how much harm may come of a case")
@allowed("listening.work")
def weigh(request: ApiRequest, case_id: int, body: CaseRiskIn) -> Case:
    """409 ``listening.case_closed``."""
    found = queries.get_to_work(request.member, case_id)
    actions.weigh(case=found, risk=body.risk, by=request.member, now=timezone.now())
    return _again(found)


@router.post(f"{ONE}/notes", response={201: CaseStepOut}, summary="Note something in a case")
@allowed("listening.work")
def note(request: ApiRequest, case_id: int, body: CaseNoteIn) -> Status[Any]:
    """422 ``listening.nothing_noted``."""
    found = queries.get_to_work(request.member, case_id)
    return Status(201, actions.note(case=found, text=body.text, by=request.member, now=timezone.now()))


@router.post(f"{ONE}/private", response=PrivateTalkOut, summary="Begin a private conversation about a case")
@allowed("listening.work")
def begin_private(request: ApiRequest, case_id: int) -> dict[str, int]:
    """Nothing is sent; write by the conversation's messages. 422 ``listening.no_private_talk``."""
    found = queries.get_to_work(request.member, case_id)
    talk = cases_talking.begin_private(case=found, by=request.member, now=timezone.now())
    return {"conversation_id": talk.pk}


@router.post(f"{ONE}/solution", response=CaseOut, summary="Solve a case")
@allowed("listening.work")
def solve(request: ApiRequest, case_id: int, body: CaseSolvedIn) -> Case:
    """409 ``listening.case_closed``; 422 ``listening.outcome_missing``."""
    found = queries.get_to_work(request.member, case_id)
    cause = queries.cause_for(body.cause_id) if body.cause_id else None
    actions.solve(case=found, cause=cause, outcome=body.outcome, by=request.member, now=timezone.now())
    return _again(found)


@router.post(f"{ONE}/survey", response=CaseOut, summary="Ask the customer how a case was solved")
@allowed("listening.work")
def ask_how_it_was(request: ApiRequest, case_id: int) -> Case:
    """By the private conversation. 422 ``listening.not_solved_yet``, ``listening.no_private_talk``, or the gate's rule;
    409 ``listening.rated_before``.
    """
    found = queries.get_to_work(request.member, case_id)
    cases_talking.ask_how_it_was(case=found, by=request.member, now=timezone.now())
    return _again(found)


@router.post(f"{ONE}/dropping", response=CaseOut, summary="Close a case: nothing to do")
@allowed("listening.work")
def drop(request: ApiRequest, case_id: int, body: CaseDroppedIn) -> Case:
    """409 ``listening.case_closed``."""
    found = queries.get_to_work(request.member, case_id)
    actions.drop(case=found, why=body.why, by=request.member, now=timezone.now())
    return _again(found)


@router.post(f"{ONE}/reopening", response=CaseOut, summary="Take a case up again")
@allowed("listening.work")
def reopen(request: ApiRequest, case_id: int) -> Case:
    """Again changes nothing. 409 ``listening.case_open_already``."""
    found = queries.get_to_work(request.member, case_id)
    actions.reopen(case=found, by=request.member, now=timezone.now())
    return _again(found)


class CaseCauseOut(Schema):
    """Why something went wrong, as the organisation sorts it."""

    id: int
    name: str
    is_retired: bool


@router.get("/case-causes", response=list[CaseCauseOut], summary="List causes of cases")
@allowed("listening.cases")
def causes(request: ApiRequest) -> list[CaseCause]:  # noqa: ARG001 - the shape of an operation
    """In order; retired ones are not offered any more."""
    return queries.causes(with_retired=True)


def _member(member_id: int) -> Member:
    """A colleague by id; 404 when there is none."""
    found = Member.objects.select_related("role", "department").filter(pk=member_id, is_active=True).first()
    if found is None:
        raise Http404
    return found


def _again(found: Case) -> Case:
    """As it stands now, for who did something in it and may have given it away."""
    return Case.objects.get(pk=found.pk)
