"""Rules of alarm and causes of cases."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.models import Member
from changlai.accounts.operations import ApiRequest, allowed
from changlai.listening.actions import alert_rules as actions
from changlai.listening.actions.alert_rules import RuleWish
from changlai.listening.api.cases import CaseCauseOut
from changlai.listening.api.routing import router
from changlai.listening.contracts import EXPRESSION_LENGTH, NAME_LENGTH
from changlai.listening.enums import AlertKind, CaseRisk
from changlai.listening.models import AlertRule, CaseCause, Topic
from changlai.listening.queries import cases as queries

LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
MOST_REACH, MOST_MINUTES, DAY_MINUTES = 10_000_000_000, 7 * 24 * 60, 24 * 60
ONE = "/alert-rules/{int:rule_id}"


class AlertRuleIn(Schema):
    """When a mention becomes a case by itself. ``count``, ``minutes`` and ``factor`` are of a burst, ``words`` of words
    as in topics. ``owner_ids`` is the rota; ``answer_minutes`` count in business hours.
    """

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)
    kind: AlertKind
    topic_id: int | None = None
    reach: int = Field(0, ge=0, le=MOST_REACH)
    count: int = Field(10, ge=2, le=1_000_000)
    minutes: int = Field(60, ge=5, le=DAY_MINUTES)
    factor: float = Field(3.0, ge=1, le=1_000)
    words: str = Field("", max_length=EXPRESSION_LENGTH)
    risk: CaseRisk = CaseRisk.MIDDLE
    answer_minutes: int = Field(60, ge=1, le=MOST_MINUTES)
    escalate_to_id: int | None = None
    owner_ids: list[int] = Field([], max_length=100)


class AlertRuleOut(Schema):
    """A rule of alarm."""

    id: int
    name: str
    kind: str
    topic_id: int | None
    reach: int
    count: int
    minutes: int
    factor: float
    words: str
    risk: str
    answer_minutes: int
    escalate_to_id: int | None
    owner_ids: list[int]
    is_on: bool


class AlertSwitchIn(Schema):
    """On or off."""

    is_on: bool


class CaseCauseIn(Schema):
    """What a cause is called, and whether it is still offered."""

    name: str = Field(max_length=NAME_LENGTH, pattern=LINE)
    is_retired: bool = False


@router.get("/alert-rules", response=list[AlertRuleOut], summary="List alert rules")
@allowed("listening.topics")
def listed(request: ApiRequest) -> list[dict[str, Any]]:  # noqa: ARG001 - the shape of an operation
    """In the order in which they decide."""
    return _shown(queries.alert_rules())


@router.post("/alert-rules", response={201: AlertRuleOut}, summary="Make an alert rule")
@allowed("listening.topics")
def make(request: ApiRequest, body: AlertRuleIn) -> Status[dict[str, Any]]:
    """409 ``listening.name_taken``; 422 ``listening.nothing_to_look_for``, ``listening.bad_expression``,
    ``listening.cannot_own_case``.
    """
    made = actions.make_rule(wish=_wish(body), by=request.member, now=timezone.now())
    return Status(201, _shown([made])[0])


@router.put(ONE, response=AlertRuleOut, summary="Change an alert rule")
@allowed("listening.topics")
def change(request: ApiRequest, rule_id: int, body: AlertRuleIn) -> dict[str, Any]:
    """As for making one; cases it has made stay."""
    actions.change_rule(rule=queries.alert_rule(rule_id), wish=_wish(body), by=request.member)
    return _shown([queries.alert_rule(rule_id)])[0]


@router.put(f"{ONE}/switch", response=AlertRuleOut, summary="Switch an alert rule on or off")
@allowed("listening.topics")
def switch(request: ApiRequest, rule_id: int, body: AlertSwitchIn) -> dict[str, Any]:
    """Cases it has made stay."""
    actions.switch_rule(rule=queries.alert_rule(rule_id), is_on=body.is_on, by=request.member)
    return _shown([queries.alert_rule(rule_id)])[0]


@router.delete(ONE, response={204: None}, summary="Delete an alert rule")
@allowed("listening.topics")
def delete(request: ApiRequest, rule_id: int) -> Status[None]:
    """Cases it has made stay."""
    actions.delete_rule(rule=queries.alert_rule(rule_id), by=request.member)
    return Status(204, None)


@router.post("/case-causes", response={201: CaseCauseOut}, summary="Add a cause of cases")
@allowed("listening.topics")
def make_cause(request: ApiRequest, body: CaseCauseIn) -> Status[CaseCause]:
    """409 ``listening.name_taken``."""
    return Status(201, actions.make_cause(name=body.name.strip(), by=request.member))


@router.put("/case-causes/{int:cause_id}", response=CaseCauseOut, summary="Change a cause of cases")
@allowed("listening.topics")
def change_cause(request: ApiRequest, cause_id: int, body: CaseCauseIn) -> CaseCause:
    """Cases that have it keep it. 409 ``listening.name_taken``."""
    found = queries.cause_for(cause_id)
    return actions.change_cause(cause=found, name=body.name.strip(), is_retired=body.is_retired, by=request.member)


def _wish(body: AlertRuleIn) -> RuleWish:
    """With what it names; 404 for what is not there."""
    told = body.dict(exclude={"topic_id", "escalate_to_id", "owner_ids"})
    members = {
        one.pk: one
        for one in Member.objects.select_related("role", "department").filter(
            id__in={*body.owner_ids, body.escalate_to_id or 0}
        )
    }
    topic = Topic.objects.filter(pk=body.topic_id).first() if body.topic_id else None
    wanted = {*body.owner_ids, *([body.escalate_to_id] if body.escalate_to_id else [])}
    if wanted - members.keys() or (body.topic_id and topic is None):
        raise Http404
    owners = [members[one] for one in dict.fromkeys(body.owner_ids)]
    return RuleWish(**told, topic=topic, escalate_to=members.get(body.escalate_to_id or 0), owners=owners)


def _shown(rules: list[AlertRule]) -> list[dict[str, Any]]:
    owners = queries.owners_of(rules)
    names = [name for name in AlertRuleOut.model_fields if name != "owner_ids"]
    return [
        {name: getattr(one, name) for name in names} | {"owner_ids": [member.pk for member in owners.get(one.pk, [])]}
        for one in rules
    ]
