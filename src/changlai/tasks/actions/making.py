"""New tasks: by hand, by programs, by rules; the same wish twice is one task."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member, Organisation
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import audit, db
from changlai.tasks import queries
from changlai.tasks.actions.telling import tell_made
from changlai.tasks.contracts import About, Draft, Order
from changlai.tasks.days import due_moment, reminder
from changlai.tasks.enums import TaskRepeat
from changlai.tasks.errors import CannotAssign, CannotSeeCustomer, HasNoDate, NotWithinReach
from changlai.tasks.models import Task

MACHINE = "Changlai"


@transaction.atomic
def create(*, draft: Draft, by: Member, now: datetime) -> Task:
    """Make a task; its assignee is told. Raises CannotAssign, CannotSeeCustomer, HasNoDate, NotWithinReach."""
    check(draft)
    about = queries.check_about(by, draft.about)
    _have_it_stay(by, about)
    assignee = check_assignee(draft.assignee_id, about.customer_id, by=by)
    zone = accounts.zone_of(by.organisation_id)
    task = _task(Order(by.organisation_id, draft, by.pk, now), zone)
    task.assignee, task.customer_id = assignee, about.customer_id
    task.save()
    audit.record("tasks.created", actor=by, obj=task, changes={"assignee": assignee.name if assignee else ""})
    tell_made([task], by=by.name)
    return task


@transaction.atomic
def make(orders: Sequence[Order], *, by: str = MACHINE) -> list[Task]:
    """Make the tasks that are new, of organisations in scope; ``once`` of each draft decides. Four statements and their
    events, whatever their number.
    """
    latest = {(order.organisation_id, order.draft.once): order for order in orders}
    if not latest:
        return []
    zones = _zones({organisation_id for organisation_id, _once in latest})
    wishes = [once for _organisation, once in latest]
    known = set(Task.objects.filter(once__in=wishes).values_list("organisation_id", "once"))
    erased, left = _gone(latest.values())
    news = [
        _task(order, zones[order.organisation_id])
        for key, order in latest.items()
        if key not in known and order.draft.about.customer_id not in erased and order.draft.assignee_id not in left
    ]
    Task.objects.bulk_create(news, ignore_conflicts=True)
    moments = {order.at for order in latest.values()}
    wanted = {(task.organisation_id, task.once) for task in news}
    found = Task.objects.filter(once__in=[once for _organisation, once in wanted], created_at__in=moments)
    made = [task for task in found.order_by("id") if (task.organisation_id, task.once) in wanted]
    tell_made(made, by=by)
    return made


def _have_it_stay(by: Member, about: About) -> None:
    """Whoever merges the record away waits until the task is there, and takes it along. Raises NotWithinReach when
    somebody was quicker.
    """
    kind = queries.kind_for(by, about.kind) if about.kind else None
    if kind is not None:
        sql = f"select id from {kind.table} where organisation_id = %s and id = %s for key share"  # noqa: S608 - our own text
        if db.value(sql, (by.organisation_id, about.record_id)) is None:
            raise NotWithinReach


def _gone(orders: Iterable[Order]) -> tuple[set[int], set[int]]:
    """Customers that were erased meanwhile, and colleagues who work here no more."""
    drafts = [order.draft for order in orders]
    people = {draft.about.customer_id for draft in drafts if draft.about.customer_id}
    colleagues = {draft.assignee_id for draft in drafts if draft.assignee_id}
    return (
        people - set(Customer.objects.filter(id__in=people).values_list("id", flat=True)),
        colleagues - set(Member.objects.filter(id__in=colleagues, is_active=True).values_list("id", flat=True)),
    )


def check(draft: Draft) -> None:
    """Raises HasNoDate."""
    if draft.due_on is None and (draft.rhythm.repeat != TaskRepeat.NEVER or draft.remind_minutes is not None):
        raise HasNoDate


def check_assignee(member_id: int | None, customer_id: int | None, *, by: Member) -> Member | None:
    """Who is to do it, once the giver may give it to them and they may see its customer. Raises CannotAssign,
    CannotSeeCustomer.
    """
    if member_id is None:
        return None
    member = Member.objects.select_related("role", "department").filter(id=member_id, is_active=True).first()
    if member is None:
        raise CannotAssign("")
    if member.pk != by.pk and not queries.assignable(by).filter(id=member.pk).exists():
        raise CannotAssign(member.name)
    if customer_id and not customers.visible_to(member).filter(id=customer_id).exists():
        raise CannotSeeCustomer(member.name)
    return member


def _task(order: Order, zone: ZoneInfo) -> Task:
    draft, about = order.draft, order.draft.about
    task = Task(
        organisation_id=order.organisation_id,
        title=draft.title,
        text=draft.text,
        assignee_id=draft.assignee_id,
        author_id=order.author_id,
        customer_id=about.customer_id,
        record_kind=about.kind,
        record_id=about.record_id,
        place=about.place,
        place_label=about.place_label,
        priority=draft.priority,
        steps=[{"text": step.text, "is_done": step.is_done} for step in draft.steps],
        way=draft.way,
        rule_id=draft.rule_id,
        once=draft.once,
        created_at=order.at,
        changed_at=order.at,
    )
    put_on_day(task, draft, zone)
    return task


def put_on_day(task: Task, draft: Draft, zone: ZoneInfo) -> None:
    """Day, hour, reminder and rhythm of a draft."""
    task.due_on, task.has_hour = draft.due_on, draft.due_on is not None and draft.due_time is not None
    task.due_at = due_moment(draft.due_on, draft.due_time, zone) if draft.due_on else None
    task.remind_minutes = draft.remind_minutes
    task.remind_at = reminder(draft.due_on, draft.due_time, draft.remind_minutes, zone) if draft.due_on else None
    task.repeat, task.repeat_every = draft.rhythm.repeat, draft.rhythm.every
    task.repeat_day = draft.due_on.day if draft.due_on else 1


def _zones(organisation_ids: set[int]) -> dict[int, ZoneInfo]:
    rows = Organisation.objects.filter(id__in=organisation_ids).values_list("id", "time_zone")
    return {one: ZoneInfo(name) for one, name in rows}
