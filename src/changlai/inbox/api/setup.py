"""Operations that set the inbox up: rules of assignment, places at the desk, settings, reasons for closing."""

from typing import Any

from django.http import Http404
from ninja import Field, Schema, Status

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Attendance
from changlai.accounts.models import Department
from changlai.accounts.operations import ApiRequest, allowed
from changlai.inbox import actions
from changlai.inbox.actions import RuleDraft
from changlai.inbox.api.routing import router
from changlai.inbox.contracts import MOST_WORDS, WORD_LENGTH, Conditions
from changlai.inbox.enums import OpenHours, Script, Target, Whom
from changlai.inbox.models import AssignmentRule, CloseReason, DeskSettings, Workplace
from changlai.inbox.queries import repliers
from changlai.inbox.queries.desk import assignment_rules, close_reasons, settings
from changlai.inbox.queries.staff import open_counts

CREATED = 201


class ConditionsShape(Schema):
    """Every condition that is set must hold; one with several values holds for any of them."""

    accounts: list[int] = Field(default=[], max_length=200)
    channels: list[str] = Field(default=[], max_length=50)
    scripts: list[Script] = Field(default=[], max_length=10)
    words: list[str] = Field(default=[], max_length=MOST_WORDS)
    hours: OpenHours = OpenHours.ANY
    whom: Whom = Whom.ANYBODY


class RuleIn(Schema):
    """A rule of assignment. ``member_id`` or ``department_id`` goes with the target of that name."""

    name: str = Field(min_length=1, max_length=80)
    conditions: ConditionsShape = ConditionsShape()
    target: Target
    member_id: int | None = None
    department_id: int | None = None
    prefers_known: bool = True
    goes_on: bool = False
    is_active: bool = True


class RuleOut(Schema):
    """A rule of assignment in its place, counted from 1: the first one that applies decides."""

    id: int
    position: int
    name: str
    conditions: ConditionsShape
    target: Target
    member_id: int | None
    department_id: int | None
    prefers_known: bool
    goes_on: bool
    is_active: bool


class RuleList(Schema):
    """All rules in their order."""

    items: list[RuleOut]


class PlaceIn(Schema):
    """A place in the order, counted from 1."""

    position: int = Field(ge=1, le=10_000)


class RuleSwitchIn(Schema):
    """Whether a rule of assignment is tried."""

    is_active: bool


class DeskShape(Schema):
    """How the inbox works. Minutes of targets are business minutes; 0 switches a thing off."""

    capacity: int = Field(ge=0, le=1000)
    away_minutes: int = Field(ge=0, le=10_080)
    first_answer_minutes: int = Field(ge=0, le=10_080)
    next_answer_minutes: int = Field(ge=0, le=10_080)
    warn_percent: int = Field(ge=1, le=100)
    reopen_days: int = Field(ge=0, le=365)
    is_reason_required: bool
    is_rated: bool
    rating_question: str = Field(max_length=300)


class ReasonIn(Schema):
    """A reason for closing; ``is_rated``: customers are asked to rate what was closed for it."""

    name: str = Field(min_length=1, max_length=60)
    is_rated: bool = True
    is_active: bool = True


class ReasonOut(Schema):
    """A reason for closing."""

    id: int
    name: str
    is_rated: bool
    is_active: bool


class ReasonList(Schema):
    """Every reason, in order."""

    items: list[ReasonOut]


class WorkplaceOut(Schema):
    """A colleague at their desk; ``capacity`` null takes as many as everybody."""

    member_id: int
    presence: Attendance
    open_count: int
    capacity: int | None


class WorkplaceList(Schema):
    """Every colleague who may answer, by name."""

    items: list[WorkplaceOut]


class CapacityIn(Schema):
    """How many open conversations rules may give; null: as everybody."""

    capacity: int | None = Field(ge=0, le=1000)


@router.get("/assignment-rules", response=RuleList, summary="List rules of assignment")
@allowed("inbox.manage")
def rules(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """In the order in which they are tried."""
    return {"items": assignment_rules()}


@router.post("/assignment-rules", response={201: RuleOut}, summary="Add a rule of assignment")
@allowed("inbox.manage")
def add_rule(request: ApiRequest, given: RuleIn) -> Status[AssignmentRule]:
    """The new rule is the last one. 422 ``no_target`` when it does not say whom it gives to."""
    return Status(CREATED, actions.add_rule(draft=_draft(request, given), by=request.member))


@router.put("/assignment-rules/{int:rule_id}", response=RuleOut, summary="Change a rule of assignment")
@allowed("inbox.manage")
def change_rule(request: ApiRequest, rule_id: int, given: RuleIn) -> AssignmentRule:
    """It keeps its place."""
    rule = _rule(rule_id)
    actions.change_rule(rule=rule, draft=_draft(request, given), by=request.member)
    return rule


@router.put("/assignment-rules/{int:rule_id}/place", response=RuleList, summary="Move a rule of assignment")
@allowed("inbox.manage")
def move_rule(request: ApiRequest, rule_id: int, given: PlaceIn) -> dict[str, Any]:
    """Answers all rules in their new order."""
    actions.move_rule(rule=_rule(rule_id), position=given.position, by=request.member)
    return {"items": assignment_rules()}


@router.put("/assignment-rules/{int:rule_id}/switch", response=RuleOut, summary="Switch a rule of assignment")
@allowed("inbox.manage")
def switch_rule(request: ApiRequest, rule_id: int, given: RuleSwitchIn) -> AssignmentRule:
    """Off: it is passed over and keeps its place."""
    rule = _rule(rule_id)
    actions.switch_rule(rule=rule, is_active=given.is_active, by=request.member)
    return rule


@router.delete("/assignment-rules/{int:rule_id}", response={204: None}, summary="Remove a rule of assignment")
@allowed("inbox.manage")
def remove_rule(request: ApiRequest, rule_id: int) -> Status[None]:
    """What it has given stays given."""
    actions.remove_rule(rule=_rule(rule_id), by=request.member)
    return Status(204, None)


@router.get("/desk", response=DeskShape, summary="How the inbox works")
@allowed("inbox.manage")
def desk(request: ApiRequest) -> DeskSettings:  # noqa: ARG001 - ninja gives it
    """Capacity, targets, closing, ratings."""
    return settings()


@router.put("/desk", response=DeskShape, summary="Change how the inbox works")
@allowed("inbox.manage")
def change_desk(request: ApiRequest, given: DeskShape) -> DeskSettings:
    """Other targets hold for those who wait already too."""
    return actions.change_desk(by=request.member, **given.dict())


@router.get("/close-reasons", response=ReasonList, summary="List reasons for closing")
@allowed("inbox.view")
def reasons(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it
    """Those out of use included: closed conversations may name them."""
    return {"items": close_reasons()}


@router.post("/close-reasons", response={201: ReasonOut}, summary="Add a reason for closing")
@allowed("inbox.manage")
def add_reason(request: ApiRequest, given: ReasonIn) -> Status[CloseReason]:
    """409 ``known_reason`` when there is one of that name."""
    return Status(CREATED, actions.add_reason(name=given.name, is_rated=given.is_rated, by=request.member))


@router.put("/close-reasons/{int:reason_id}", response=ReasonOut, summary="Change a reason for closing")
@allowed("inbox.manage")
def change_reason(request: ApiRequest, reason_id: int, given: ReasonIn) -> CloseReason:
    """409 ``known_reason`` when there is another of that name."""
    reason = CloseReason.objects.filter(pk=reason_id).first()
    if reason is None:
        raise Http404
    actions.change_reason(reason=reason, by=request.member, **given.dict())
    return reason


@router.get("/workplaces", response=WorkplaceList, summary="Who is at work, with how much")
@allowed("inbox.view")
def workplaces(request: ApiRequest) -> dict[str, Any]:
    """Presence, open conversations and capacity of the colleagues you see who may answer."""
    ids = [one.pk for one in repliers(request.member)]
    present, counts = accounts.presences(ids), open_counts(ids)
    own = dict(Workplace.objects.filter(member_id__in=ids).values_list("member_id", "capacity"))
    return {
        "items": [
            {
                "member_id": one,
                "presence": present.get(one, Attendance.OFFLINE),
                "open_count": counts.get(one, 0),
                "capacity": own.get(one),
            }
            for one in ids
        ]
    }


@router.put("/workplaces/{int:member_id}", response={204: None}, summary="Change how many a colleague takes")
@allowed("inbox.manage")
def set_capacity(request: ApiRequest, member_id: int, given: CapacityIn) -> Status[None]:
    """Rules never give more than that."""
    member = accounts.get_for(request.member, member_id)
    actions.set_capacity(member=member, capacity=given.capacity, by=request.member)
    return Status(204, None)


def _rule(rule_id: int) -> AssignmentRule:
    rule = AssignmentRule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    return rule


def _draft(request: ApiRequest, given: RuleIn) -> RuleDraft:
    """With the member or department it names; 404 for one there is not."""
    member = None if given.member_id is None else accounts.get_for(request.member, given.member_id)
    department = None
    if given.department_id is not None:
        department = Department.objects.filter(pk=given.department_id).first()
        if department is None:
            raise Http404
    held = given.conditions
    conditions = Conditions(
        accounts=tuple(held.accounts),
        channels=tuple(held.channels),
        scripts=tuple(held.scripts),
        words=tuple(word.strip()[:WORD_LENGTH] for word in held.words if word.strip()),
        hours=held.hours,
        whom=held.whom,
    )
    return RuleDraft(
        name=given.name,
        conditions=conditions,
        target=given.target,
        member=member,
        department=department,
        prefers_known=given.prefers_known,
        goes_on=given.goes_on,
        is_active=given.is_active,
    )
