"""Changing tasks: what they say, whose they are, and when they are due."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import audit
from changlai.tasks import queries
from changlai.tasks.actions.making import check, check_assignee, put_on_day
from changlai.tasks.actions.telling import tell_assigned, tell_screens
from changlai.tasks.contracts import Draft
from changlai.tasks.days import due_moment, reminder
from changlai.tasks.errors import StillDone
from changlai.tasks.models import Task

_WRITTEN = ("title", "text", "assignee", "due_on", "due_at", "has_hour", "priority", "repeat", "repeat_every")
_KEPT = (*_WRITTEN, "repeat_day", "steps", "remind_minutes", "remind_at", "changed_at")


@transaction.atomic
def change(*, task: Task, draft: Draft, by: Member, now: datetime) -> None:
    """Write a task anew; what it is about stays. Raises StillDone, CannotAssign, CannotSeeCustomer, HasNoDate."""
    held = _hold_open(task)
    check(draft)
    before = held.assignee_id
    if draft.assignee_id != before:
        held.assignee = check_assignee(draft.assignee_id, held.customer_id, by=by)
    held.title, held.text, held.priority, held.changed_at = draft.title, draft.text, draft.priority, now
    held.steps = [{"text": step.text, "is_done": step.is_done} for step in draft.steps]
    zone = accounts.zone_of(held.organisation_id)
    asked = (held.due_on, held.due_at, held.remind_minutes, held.remind_at)
    put_on_day(held, draft, zone)
    if asked[:3] == (held.due_on, held.due_at, held.remind_minutes):
        held.remind_at = asked[3]  # who was told already is not told again
    held.save(update_fields=list(_KEPT))
    audit.record("tasks.changed", actor=by, obj=held)
    if held.assignee_id not in {before, by.pk}:
        held.author_id = held.author_id if held.author_id != held.assignee_id else by.pk
        tell_assigned([held], by=by.name, at=now)
    tell_screens([held], before)


@transaction.atomic
def write_many(
    *, task_ids: Collection[int], changes: Mapping[str, object], by: Member, now: datetime
) -> dict[int, str]:
    """Give open tasks another title, text or priority; task id to the reason, for the others."""
    tasks, refused = _hold_many(task_ids)
    names = [name for name in ("title", "text", "priority") if name in changes]
    changed = [task for task in tasks if any(getattr(task, name) != changes[name] for name in names)]
    for task in changed:
        task.changed_at = now
        for name in names:
            setattr(task, name, changes[name])
    if changed:
        Task.objects.bulk_update(changed, [*names, "changed_at"])
        obj = changed[0] if len(changed) == 1 else None
        audit.record("tasks.changed", actor=by, obj=obj, changes={"tasks": len(changed)} if obj is None else {})
        tell_screens(changed)
    return refused


@transaction.atomic
def assign(*, task_ids: Collection[int], assignee: Member, by: Member, now: datetime) -> dict[int, str]:
    """Give open tasks to a colleague; task id to the reason, for those it was not given. Raises CannotAssign.

    A few statements, whatever their number.
    """
    check_assignee(assignee.pk, None, by=by)
    tasks, refused = _hold_many(task_ids)
    blind = queries.blind_to(assignee, {task.customer_id for task in tasks if task.customer_id})
    refused |= {task.pk: queries.why_blind(assignee) for task in tasks if task.customer_id in blind}
    given = [task for task in tasks if task.pk not in refused and task.assignee_id != assignee.pk]
    before = {task.assignee_id for task in given}
    for task in given:
        task.assignee, task.changed_at = assignee, now
    Task.objects.bulk_update(given, ["assignee", "changed_at"])
    if given:
        changes = {"assignee": assignee.name, "tasks": len(given)}
        audit.record("tasks.assigned", actor=by, obj=given[0] if len(given) == 1 else None, changes=changes)
        if assignee.pk != by.pk:
            tell_assigned([_as_given(task, by) for task in given], by=by.name, at=now)
        tell_screens(given, *before)
    return refused


def move(*, task: Task, day: date, by: Member, now: datetime) -> None:
    """Another day at the same hour. Raises StillDone."""
    if task.done_at is not None:
        raise StillDone(task.title)
    move_many(task_ids=[task.pk], day=day, by=by, now=now)


@transaction.atomic
def move_many(*, task_ids: Collection[int], day: date, by: Member, now: datetime) -> dict[int, str]:
    """Put open tasks on another day; each keeps its hour, and reminds again. Task id to the reason, for the others."""
    tasks, refused = _hold_many(task_ids)
    moved = [task for task in tasks if task.due_on != day]
    if moved:
        zone = accounts.zone_of(moved[0].organisation_id)
        for task in moved:
            at = timezone.localtime(task.due_at, zone).time() if task.has_hour and task.due_at else None
            _put(task, day, at, zone, now)
        Task.objects.bulk_update(moved, ["due_on", "due_at", "repeat_day", "remind_at", "changed_at"])
        changes = {"day": day.isoformat(), "tasks": len(moved)}
        audit.record("tasks.moved", actor=by, obj=moved[0] if len(moved) == 1 else None, changes=changes)
        tell_screens(moved)
    return refused


def _put(task: Task, day: date, at: time | None, zone: ZoneInfo, now: datetime) -> None:
    task.due_on, task.due_at, task.repeat_day = day, due_moment(day, at, zone), day.day
    again = reminder(day, at, task.remind_minutes, zone)
    task.remind_at, task.changed_at = (again if again and again > now else None), now


@transaction.atomic
def tick(*, task: Task, place: int, is_done: bool, now: datetime) -> Task:
    """One line of the checklist, counted from 0; a line that is not there changes nothing. Raises StillDone."""
    held = _hold_open(task)
    if 0 <= place < len(held.steps):
        held.steps[place]["is_done"] = is_done
        held.changed_at = now
        held.save(update_fields=["steps", "changed_at"])
    return held


@transaction.atomic
def delete(*, task: Task, by: Member) -> None:
    """Take a task away; what its customer's timeline tells of it stays."""
    audit.record("tasks.deleted", actor=by, obj=task)
    tell_screens([task])
    task.delete()


def _hold_open(task: Task) -> Task:
    held = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if held.done_at is not None:
        raise StillDone(held.title)
    return held


def _hold_many(task_ids: Collection[int]) -> tuple[list[Task], dict[int, str]]:
    held = list(Task.objects.select_for_update(of=("self",)).filter(id__in=list(task_ids)).order_by("id"))
    refused = {task.pk: str(StillDone(task.title).sentence) for task in held if task.done_at is not None}
    return [task for task in held if task.pk not in refused], refused


def _as_given(task: Task, by: Member) -> Task:
    """For telling only: whoever gave it away is not taken for its assignee's own wish."""
    if task.author_id == task.assignee_id:
        task.author_id = by.pk
    return task
