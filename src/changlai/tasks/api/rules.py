"""The rules that make tasks."""

from datetime import datetime
from typing import Literal

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.tasks import actions, queries
from changlai.tasks.actions.rules import Wish
from changlai.tasks.api.routing import router
from changlai.tasks.contracts import TITLE_LENGTH
from changlai.tasks.enums import TaskPriority, TaskRuleKind
from changlai.tasks.models import TaskRule

ONE = "/task-rules/{int:rule_id}"


class TaskRuleIn(Schema):
    """A rule as it should be. ``days`` counts for ``silent``: how long a customer waits without a follow-up."""

    kind: TaskRuleKind
    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    days: int = Field(7, ge=1, le=365)
    due_in_days: int = Field(0, ge=0, le=90)
    priority: Literal[1, 2, 3] = 2


class TaskRuleOut(Schema):
    """A rule as it stands."""

    id: int
    kind: str
    title: str
    days: int
    due_in_days: int
    priority: int
    is_on: bool
    created_at: datetime


class TaskRuleSwitchIn(Schema):
    """Whether the rule makes tasks, from now on."""

    is_on: bool


@router.get("/task-rules", response=list[TaskRuleOut], summary="List rules that make tasks")
@allowed("tasks.rules")
def rules(request: ApiRequest) -> list[TaskRule]:
    """In the order they were made."""
    return queries.rules(request.member)


@router.post("/task-rules", response={201: TaskRuleOut}, summary="Make a rule that makes tasks")
@allowed("tasks.rules")
def create(request: ApiRequest, body: TaskRuleIn) -> Status[TaskRule]:
    """It is on, and looks from now on."""
    return Status(201, actions.create_rule(wish=_wish(body), by=request.member, now=timezone.now()))


@router.put(ONE, response=TaskRuleOut, summary="Change a rule that makes tasks")
@allowed("tasks.rules")
def change(request: ApiRequest, rule_id: int, body: TaskRuleIn) -> TaskRule:
    """What it has made stays."""
    found = queries.rule_of(request.member, rule_id)
    actions.change_rule(rule=found, wish=_wish(body), by=request.member, now=timezone.now())
    return found


@router.put(f"{ONE}/switch", response=TaskRuleOut, summary="Switch a rule that makes tasks on or off")
@allowed("tasks.rules")
def switch(request: ApiRequest, rule_id: int, body: TaskRuleSwitchIn) -> TaskRule:
    """Switched on again, it looks from then on."""
    found = queries.rule_of(request.member, rule_id)
    actions.switch_rule(rule=found, is_on=body.is_on, by=request.member, now=timezone.now())
    return found


@router.delete(ONE, response={204: None}, summary="Delete a rule that makes tasks")
@allowed("tasks.rules")
def delete(request: ApiRequest, rule_id: int) -> Status[None]:
    """What it has made stays."""
    actions.delete_rule(rule=queries.rule_of(request.member, rule_id), by=request.member)
    return Status(204, None)


def _wish(body: TaskRuleIn) -> Wish:
    return Wish(body.kind, body.title.strip(), body.days, body.due_in_days, TaskPriority(body.priority))
