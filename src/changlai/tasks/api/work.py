"""Tasks: made, read, changed, done."""

from datetime import date, datetime, time
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.tasks import actions, queries
from changlai.tasks.api.routing import router
from changlai.tasks.contracts import (
    LONGEST_EVERY,
    LONGEST_REMINDER,
    MOST_STEPS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    About,
    Draft,
    Rhythm,
    Step,
)
from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskWay
from changlai.tasks.models import Task

ONE = "/tasks/{int:task_id}"
LINE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"


class StepOut(Schema):
    """A line of a checklist."""

    text: str = Field(min_length=1, max_length=TITLE_LENGTH)
    is_done: bool = False


class TaskFactsIn(Schema):
    """What a task says. Without ``due_on`` it has no date, without ``due_time`` the whole day is time; both where the
    organisation is. ``priority`` is 1 (high) to 3. ``remind_minutes`` before it is due its assignee is told.
    ``assignee_id`` null: the token's member.
    """

    title: str = Field(max_length=TITLE_LENGTH, pattern=LINE)
    text: str = Field("", max_length=TEXT_LENGTH)
    assignee_id: int | None = None
    due_on: date | None = None
    due_time: time | None = None
    priority: Literal[1, 2, 3] = 2
    repeat: TaskRepeat = TaskRepeat.NEVER
    repeat_every: int = Field(1, ge=1, le=LONGEST_EVERY)
    remind_minutes: int | None = Field(None, ge=0, le=LONGEST_REMINDER)
    steps: list[StepOut] = Field([], max_length=MOST_STEPS)


class TaskIn(TaskFactsIn):
    """A new task. It is about a customer, or about ``record_id`` of another ``record_kind``, or nothing."""

    customer_id: int | None = None
    record_kind: str = Field("", max_length=40, pattern=r"^[a-z_]*$")
    record_id: int | None = None


class TaskOut(Schema):
    """A task. ``due_at`` is when it is late. ``way`` tells how it came to be: hand, api, rule, repeat, follow_up."""

    id: int
    title: str
    text: str
    assignee_id: int | None
    author_id: int | None
    customer_id: int | None
    record_kind: str
    record_id: int | None
    due_on: date | None
    due_at: datetime | None
    has_hour: bool
    priority: int
    repeat: str
    repeat_every: int
    remind_minutes: int | None
    steps: list[StepOut]
    done_at: datetime | None
    done_by_id: int | None
    way: str
    rule_id: int | None
    created_at: datetime


class TaskPage(Schema):
    """Tasks, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[TaskOut]
    next: str | None


class TaskDayIn(Schema):
    """Another day, where the organisation is."""

    day: date


class TaskStepIn(Schema):
    """Whether a line of the checklist is done."""

    is_done: bool


class MemberTasksOut(Schema):
    """How a member stands; no figure goes beyond 1,000. ``done`` counts the last seven days."""

    member_id: int
    name: str
    late: int
    today: int
    later: int
    done: int


@router.get("/tasks", response=TaskPage, summary="List tasks")
@allowed("tasks.view")
def tasks(
    request: ApiRequest,
    cursor: str = "",
    assignee_id: int | None = None,
    customer_id: int | None = None,
    is_done: bool | None = None,  # noqa: FBT001 - a parameter of the address
) -> dict[str, Any]:
    """As far as the token's member may see them."""
    rows = queries.listed(
        request.member,
        below=id_place(cursor),
        assignee_id=assignee_id,
        customer_id=customer_id,
        is_done=is_done,
    )
    return id_page(rows, queries.PAGE)


@router.post("/tasks", response={201: TaskOut}, summary="Make a task")
@allowed("tasks.edit")
def create(request: ApiRequest, body: TaskIn) -> Status[Task]:
    """422 ``tasks.has_no_date``, ``tasks.cannot_see_customer`` or ``tasks.record_out_of_reach``; 403
    ``tasks.cannot_assign``.
    """
    about = About(body.customer_id, body.record_kind, body.record_id)
    draft = _draft(body, about, body.assignee_id or request.member.pk, TaskWay.API)
    return Status(201, actions.create(draft=draft, by=request.member, now=timezone.now()))


@router.get("/tasks/team", response=list[MemberTasksOut], summary="How the team stands with its tasks")
@allowed("tasks.view")
def team(request: ApiRequest) -> list[dict[str, Any]]:
    """Everybody whose tasks the token's member may see, by name."""
    names = ("late", "today", "later", "done")
    return [
        {"member_id": one.member.pk, "name": one.member.name} | {name: getattr(one, name) for name in names}
        for one in queries.team(request.member, now=timezone.now())
    ]


@router.get(ONE, response=TaskOut, summary="Read a task")
@allowed("tasks.view")
def task(request: ApiRequest, task_id: int) -> Task:
    """404 when it is missing or not to be seen."""
    return queries.get_for(request.member, task_id)


@router.put(ONE, response=TaskOut, summary="Change a task")
@allowed("tasks.edit")
def change(request: ApiRequest, task_id: int, body: TaskFactsIn) -> Task:
    """What it is about stays; without ``assignee_id`` so does who does it. 409 ``tasks.still_done`` for one that is
    done.
    """
    found = queries.get_to_edit(request.member, task_id)
    draft = _draft(body, About(), body.assignee_id or found.assignee_id, TaskWay.API)
    actions.change(task=found, draft=draft, by=request.member, now=timezone.now())
    return queries.get_for(request.member, task_id)


@router.post(f"{ONE}/done", response=TaskOut, summary="Say that a task is done")
@allowed("tasks.edit")
def finish(request: ApiRequest, task_id: int) -> Task:
    """Of what repeats, the next turn is made. Again changes nothing."""
    actions.finish(task=queries.get_to_edit(request.member, task_id), by=request.member, now=timezone.now())
    return queries.get_for(request.member, task_id)


@router.post(f"{ONE}/reopening", response=TaskOut, summary="Reopen a task")
@allowed("tasks.edit")
def reopen(request: ApiRequest, task_id: int) -> Task:
    """It was not done after all. Again changes nothing."""
    actions.reopen(task=queries.get_to_edit(request.member, task_id), by=request.member, now=timezone.now())
    return queries.get_for(request.member, task_id)


@router.put(f"{ONE}/day", response=TaskOut, summary="Put a task on another day")
@allowed("tasks.edit")
def move(request: ApiRequest, task_id: int, body: TaskDayIn) -> Task:
    """At the same hour, with its reminder. 409 ``tasks.still_done`` for one that is done."""
    found = queries.get_to_edit(request.member, task_id)
    actions.move(task=found, day=body.day, by=request.member, now=timezone.now())
    return queries.get_for(request.member, task_id)


@router.put(f"{ONE}/steps/{{int:place}}", response=TaskOut, summary="Tick a line of a task's checklist")
@allowed("tasks.edit")
def tick(request: ApiRequest, task_id: int, place: int, body: TaskStepIn) -> Task:
    """Lines count from 0; 404 for one that is not there."""
    found = queries.get_to_edit(request.member, task_id)
    if place >= len(found.steps):
        raise Http404
    return actions.tick(task=found, place=place, is_done=body.is_done, now=timezone.now())


@router.delete(ONE, response={204: None}, summary="Delete a task")
@allowed("tasks.edit")
def delete(request: ApiRequest, task_id: int) -> Status[None]:
    """What its customer's timeline tells of it stays."""
    actions.delete(task=queries.get_to_edit(request.member, task_id), by=request.member)
    return Status(204, None)


def _draft(body: TaskFactsIn, about: About, assignee_id: int | None, way: TaskWay) -> Draft:
    return Draft(
        body.title.strip(),
        assignee_id,
        body.text,
        body.due_on,
        body.due_time,
        TaskPriority(body.priority),
        Rhythm(body.repeat, body.repeat_every),
        [Step(step.text, step.is_done) for step in body.steps],
        body.remind_minutes,
        about,
        way,
    )
