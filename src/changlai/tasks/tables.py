"""Tasks as they are drawn: rows with what they are about, and the weeks of a calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from changlai.accounts.models import Member
from changlai.tasks import queries
from changlai.tasks.days import monday_after
from changlai.tasks.enums import TaskPriority, TaskRepeat
from changlai.tasks.models import Task

WEEK = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A task in a list, with what it is about and what the reader may do."""

    task: Task
    subject: queries.Subject | None
    can_edit: bool
    is_late: bool
    is_today: bool

    @property
    def steps_done(self) -> int:
        return sum(1 for step in self.task.steps if step["is_done"])

    @property
    def is_high(self) -> bool:
        return self.task.priority == TaskPriority.HIGH

    @property
    def rhythm(self) -> str:
        """How it comes round, in words; empty for once."""
        return rhythm_words(self.task)


def rows(member: Member, found: Sequence[Task], *, now: datetime) -> list[Row]:
    """Rows of a page of tasks; the statements of ``queries.subjects``, whatever their number."""
    about, today = queries.subjects(member, found), timezone.localdate(now)
    return [
        Row(
            task,
            about.get(task.pk),
            queries.can_edit(member, task),
            task.done_at is None and task.due_at is not None and task.due_at < now,
            task.due_on == today,
        )
        for task in found
    ]


def rhythm_words(task: Task) -> str:
    """Daily, weekly, every 3 months; empty for what does not come round."""
    repeat = TaskRepeat(task.repeat)
    if repeat == TaskRepeat.NEVER or task.repeat_every == 1:
        return "" if repeat == TaskRepeat.NEVER else str(repeat.label)
    n = task.repeat_every
    match repeat:
        case TaskRepeat.DAY:
            return ngettext("Every %(n)d day", "Every %(n)d days", n) % {"n": n}
        case TaskRepeat.WEEKDAY:
            return ngettext("Every %(n)d weekday", "Every %(n)d weekdays", n) % {"n": n}
        case TaskRepeat.WEEK:
            return ngettext("Every %(n)d week", "Every %(n)d weeks", n) % {"n": n}
    return ngettext("Every %(n)d month", "Every %(n)d months", n) % {"n": n}


@dataclass(frozen=True, slots=True)
class Later:
    """A day a task is put off to, by its word."""

    label: str
    day: date


def put_offs(today: date) -> list[Later]:
    """Tomorrow and next week; today for what is late."""
    return [
        Later(_("Today"), today),
        Later(_("Tomorrow"), today + timedelta(days=1)),
        Later(_("Next Monday"), monday_after(today)),
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar."""

    day: date
    rows: Sequence[Row]
    is_today: bool
    is_inside: bool  # of the month that is shown


WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a calendar shows: whole weeks from Monday. ``before`` and ``after`` are the days to turn to."""

    first: date
    last: date
    before: date
    after: date
    month: date | None  # the first of the month that is shown; None for a week

    @classmethod
    def of_month(cls, day: date) -> "Span":
        start = day.replace(day=1)
        after = (start + timedelta(days=31)).replace(day=1)
        last = after - timedelta(days=1)
        first = start - timedelta(days=start.weekday())
        return cls(first, last + timedelta(days=6 - last.weekday()), start - timedelta(days=1), after, start)

    @classmethod
    def of_week(cls, day: date) -> "Span":
        first = day - timedelta(days=day.weekday())
        return cls(first, first + timedelta(days=6), first - timedelta(days=1), first + timedelta(days=7), None)


def weeks(span: Span, found: Iterable[Row], *, today: date) -> list[list[Cell]]:
    """The cells of a calendar, week by week."""
    by_day: dict[date, list[Row]] = {}
    for row in found:
        if row.task.due_on:
            by_day.setdefault(row.task.due_on, []).append(row)
    count = (span.last - span.first).days + 1
    days = [span.first + timedelta(days=number) for number in range(count)]
    cells = [
        Cell(
            day,
            by_day.get(day, ()),
            day == today,
            span.month is None or (day.year, day.month) == (span.month.year, span.month.month),
        )
        for day in days
    ]
    return [cells[start : start + WEEK] for start in range(0, count, WEEK)]
