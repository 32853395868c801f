"""Done, and undone. What comes round gets its next turn in the same transaction: once, whoever is killed when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.actions import Entry
from changlai.customers.enums import InteractionKind
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.tasks.actions.making import MACHINE, put_on_day
from changlai.tasks.actions.telling import address, slugs_of, tell_done, tell_made, tell_screens
from changlai.tasks.contracts import Draft, Rhythm
from changlai.tasks.days import next_day
from changlai.tasks.enums import TaskRepeat, TaskWay
from changlai.tasks.events import TaskDone, TaskReopened
from changlai.tasks.models import Task
from changlai.tasks.notices import DONE


def finish(*, task: Task, by: Member, now: datetime) -> None:
    """A task is done: it stands on its customer's timeline, and its next turn is made. Again changes nothing."""
    finish_many(task_ids=[task.pk], by=by, now=now)


@transaction.atomic
def finish_many(*, task_ids: Collection[int], by: Member, now: datetime) -> int:
    """Many tasks are done; how many were not before. About a dozen statements, whatever their number."""
    rows = Task.objects.select_for_update(of=("self",)).filter(id__in=list(task_ids), done_at__isnull=True)
    tasks = list(rows.order_by("id"))
    if not tasks:
        return 0
    for task, cause in zip(tasks, customers.own_causes(len(tasks)), strict=True):
        task.done_at, task.done_by, task.remind_at, task.cause, task.changed_at = now, by, None, cause, now
    Task.objects.bulk_update(tasks, ["done_at", "done_by", "remind_at", "cause", "changed_at"])
    customers.record([_entry(task, by) for task in tasks if task.customer_id])
    _come_round(tasks, now)
    _thank(tasks, by)
    audit.record("tasks.done", actor=by, obj=tasks[0] if len(tasks) == 1 else None, changes={"tasks": len(tasks)})
    tell_done(tasks, TaskDone, by_id=by.pk, at=now)
    tell_screens(tasks)
    return len(tasks)


@transaction.atomic
def reopen(*, task: Task, by: Member, now: datetime) -> None:
    """It was not done after all: its entry goes from the timeline, and its next turn, when nobody has touched that."""
    held = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if held.done_at is None:
        return
    if held.customer_id and held.cause is not None:
        customers.withdraw([_entry(held, by)])
    successors = Task.objects.filter(follows=held, done_at__isnull=True).order_by("id")
    for one in successors:
        if one.changed_at == one.created_at:
            tell_screens([one])
            one.delete()
    held.done_at, held.done_by, held.cause, held.changed_at = None, None, None, now
    held.save(update_fields=["done_at", "done_by", "cause", "changed_at"])
    audit.record("tasks.reopened", actor=by, obj=held)
    tell_done([held], TaskReopened, by_id=by.pk, at=now)
    tell_screens([held])


def _entry(task: Task, by: Member) -> Entry:
    assert task.customer_id and task.done_at and task.cause is not None  # noqa: S101, PT018 - narrows the types
    facts: dict[str, object] = {"text": "", "title": task.title, "member_id": by.pk, "member": by.name}
    facts["task_id"] = task.pk
    return Entry(
        task.organisation_id,
        task.customer_id,
        None,
        InteractionKind.TASK_DONE,
        task.done_at,
        task.cause,
        facts=facts,
    )


def _come_round(tasks: Sequence[Task], now: datetime) -> None:
    """The next turns; a task that has one already gets no second, by a constraint."""
    coming = [task for task in tasks if task.repeat != TaskRepeat.NEVER and task.due_on]
    if not coming:
        return
    zone = accounts.zone_of(coming[0].organisation_id)
    turns = [_next(task, zone, now) for task in coming]
    Task.objects.bulk_create(turns, ignore_conflicts=True)
    made = Task.objects.filter(follows__in=[task.pk for task in coming], created_at=now).order_by("id")
    tell_made(list(made), by=MACHINE)


def _next(task: Task, zone: ZoneInfo, now: datetime) -> Task:
    assert task.due_on and task.due_at  # noqa: S101, PT018 - what repeats has a day: a constraint
    rhythm = Rhythm(TaskRepeat(task.repeat), task.repeat_every)
    today = timezone.localdate(now, zone)
    turn = Task(
        organisation_id=task.organisation_id,
        title=task.title,
        text=task.text,
        assignee_id=task.assignee_id,
        author_id=task.assignee_id,  # nobody is told that they got it once more
        customer_id=task.customer_id,
        record_kind=task.record_kind,
        record_id=task.record_id,
        place=task.place,
        place_label=task.place_label,
        priority=task.priority,
        steps=[{"text": step["text"], "is_done": False} for step in task.steps],
        way=TaskWay.REPEAT,
        rule_id=task.rule_id,
        follows_id=task.pk,
        created_at=now,
        changed_at=now,
    )
    draft = Draft(
        task.title,
        task.assignee_id,
        due_on=next_day(task.due_on, rhythm, day_of_month=task.repeat_day, today=today),
        due_time=timezone.localtime(task.due_at, zone).time() if task.has_hour else None,
        rhythm=rhythm,
        remind_minutes=task.remind_minutes,
    )
    put_on_day(turn, draft, zone)
    turn.repeat_day = task.repeat_day
    return turn


def _thank(tasks: Sequence[Task], by: Member) -> None:
    """Who gave a task to somebody else hears that it is done."""
    given = [task for task in tasks if task.author_id and task.author_id != by.pk and task.way != TaskWay.REPEAT]
    slugs = slugs_of(task.organisation_id for task in given)
    publish(
        *(
            NoticeRaised(
                organisation_id=task.organisation_id,
                key=task.author_id,
                kind=DONE,
                member_id=task.author_id,
                subject=task.title,
                url=address(slugs[task.organisation_id], task),
                once=f"task-done:{task.pk}:{task.cause}",
                values={"by": by.name, "title": task.title},
            )
            for task in given
            if task.author_id
        )
    )
