"""Tasks by their day: what is to be done today, what is late, what comes; of one member, and of a team."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.kernel import db, tenancy
from changlai.tasks.models import Task
from changlai.tasks.queries.reach import PAGE, visible_to

SHOWN = 200  # open tasks of a day's page
DONE_SHOWN = 50
COUNTED = 1_000  # no figure counts further
SOON = timedelta(days=7)
MOST_MEMBERS = 200  # of the team's page
MOST_IN_CALENDAR = 1_000
_DUE = """
    select count(*) from (
      select from tasks_task where organisation_id = %(org)s and assignee_id = %(member)s and done_at is null
        and due_at <= %(until)s limit %(most)s) x"""
_TEAM = """
    select m.id,
      (select count(*) from (select from tasks_task t where t.organisation_id = %(org)s and t.assignee_id = m.id
        and t.done_at is null and t.due_at < %(now)s limit %(most)s) x),
      (select count(*) from (select from tasks_task t where t.organisation_id = %(org)s and t.assignee_id = m.id
        and t.done_at is null and t.due_at >= %(now)s and t.due_at <= %(today)s limit %(most)s) x),
      (select count(*) from (select from tasks_task t where t.organisation_id = %(org)s and t.assignee_id = m.id
        and t.done_at is null and (t.due_at > %(today)s or t.due_at is null) limit %(most)s) x),
      (select count(*) from (select from tasks_task t where t.organisation_id = %(org)s and t.assignee_id = m.id
        and t.done_at is not null and t.done_at >= %(week)s limit %(most)s) x)
    from unnest(%(members)b::bigint[]) with ordinality m(id, place) order by m.place"""


@dataclass(slots=True)
class Day:
    """What one member has to do, in the order of doing. ``has_more``: there are more than SHOWN."""

    late: list[Task] = field(default_factory=list)
    today: list[Task] = field(default_factory=list)
    soon: list[Task] = field(default_factory=list)  # the next seven days
    later: list[Task] = field(default_factory=list)
    someday: list[Task] = field(default_factory=list)  # no day
    done: list[Task] = field(default_factory=list)  # today
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.today or self.soon or self.later or self.someday or self.done)


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How a member stands; no figure goes beyond COUNTED. ``done`` counts the last seven days."""

    member: Member
    late: int
    today: int
    later: int
    done: int


def end_of(day: date) -> datetime:
    """The last moment of a day in the current zone."""
    return timezone.make_aware(datetime.combine(day, datetime.max.time()))


def my_day(member: Member, of: Member, *, now: datetime) -> Day:
    """What ``of`` has to do, as far as ``member`` may see it; two statements."""
    mine = visible_to(member).select_related("assignee").filter(assignee=of)
    rows = list(mine.filter(done_at__isnull=True).order_by("due_at", "id")[: SHOWN + 1])
    day, today = Day(has_more=len(rows) > SHOWN), timezone.localdate(now)
    for task in rows[:SHOWN]:
        _shelf(day, task, today, now).append(task)
    for shelf in (day.late, day.today):
        shelf.sort(key=lambda task: (task.priority, task.due_at, task.pk))
    day.done = done_since(member, of, since=end_of(today - timedelta(days=1)))
    return day


def _shelf(day: Day, task: Task, today: date, now: datetime) -> list[Task]:
    if task.due_at is None or task.due_on is None:
        return day.someday
    if task.due_at < now:
        return day.late
    if task.due_on <= today:
        return day.today
    return day.soon if task.due_on <= today + SOON else day.later


def done_since(member: Member, of: Member, *, since: datetime) -> list[Task]:
    """What was done since, the latest first."""
    rows = visible_to(member).select_related("assignee").filter(assignee=of, done_at__gt=since)
    return list(rows.order_by("-done_at", "-id")[:DONE_SHOWN])


def due_count(member: Member, *, now: datetime) -> int:
    """How many of the member's own tasks are late or due today, at most COUNTED."""
    until = end_of(timezone.localdate(now))
    asked = {"org": tenancy.organisation_id(), "member": member.pk, "until": until, "most": COUNTED}
    return int(db.value(_DUE, asked))


def overdue(member: Member, *, now: datetime, after: tuple[datetime, int] | None = None) -> list[Task]:
    """A page of what is late among all the member may see, the latest due first; one more than PAGE tells of more."""
    rows = visible_to(member).select_related("assignee").filter(done_at__isnull=True, due_at__lt=now)
    if after is not None:
        moment, task_id = after
        rows = rows.filter(due_at__lte=moment).filter(Q(due_at__lt=moment) | Q(id__lt=task_id))
    return list(rows.order_by("-due_at", "-id")[: PAGE + 1])


def between(member: Member, first: date, last: date, *, of: Member) -> list[Task]:
    """What ``of`` has or had to do on these days, by day; at most MOST_IN_CALENDAR."""
    rows = visible_to(member).filter(assignee=of, due_on__gte=first, due_on__lte=last)
    return list(rows.order_by("due_on", "due_at", "id")[:MOST_IN_CALENDAR])


def team(member: Member, *, now: datetime) -> list[MemberCounts]:
    """How those stand whose tasks the member may see; two statements, whatever their number."""
    members = _watched(member)
    asked = {
        "org": tenancy.organisation_id(),
        "members": [one.pk for one in members],
        "now": now,
        "today": end_of(timezone.localdate(now)),
        "week": now - SOON,
        "most": COUNTED,
    }
    counts = {row[0]: row[1:] for row in db.rows(_TEAM, asked)}
    return [MemberCounts(one, *counts[one.pk]) for one in members]


def _watched(member: Member) -> Sequence[Member]:
    colleagues = Member.objects.select_related("department").filter(is_active=True)
    match member.level("tasks.view"):
        case Level.ALL:
            pass
        case Level.TEAM:
            colleagues = colleagues.filter(id__in=accounts.team_ids(member))
        case _:
            colleagues = colleagues.filter(id=member.pk)
    return list(colleagues.order_by("name", "id")[:MOST_MEMBERS])
