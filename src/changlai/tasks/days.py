"""Days and moments of tasks: when one is due, when it is told of before, and when it comes round again."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from changlai.tasks.contracts import Rhythm
from changlai.tasks.enums import TaskRepeat

MORNING = time(9)  # what a reminder of a whole day counts from
END = time(23, 59, 59)
WORKDAYS = 5


def due_moment(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """When it is late: at the moment, or when the day is over where the organisation is."""
    return datetime.combine(day, at or END, zone)


def reminder(day: date, at: time | None, minutes: int | None, zone: ZoneInfo) -> datetime | None:
    """When its assignee is told before; None for not at all."""
    if minutes is None:
        return None
    return datetime.combine(day, at or MORNING, zone) - timedelta(minutes=minutes)


def next_day(due_on: date, rhythm: Rhythm, *, day_of_month: int, today: date) -> date:
    """The first turn after ``due_on`` that is not past. Of months shorter than ``day_of_month`` it is the last day."""
    day = due_on
    while True:
        day = _step(day, rhythm, day_of_month)
        if day >= today:
            return day


def _step(day: date, rhythm: Rhythm, day_of_month: int) -> date:
    match rhythm.repeat:
        case TaskRepeat.WEEKDAY:
            for _ in range(rhythm.every):
                day += timedelta(days=1)
                while day.weekday() >= WORKDAYS:
                    day += timedelta(days=1)
            return day
        case TaskRepeat.WEEK:
            return day + timedelta(weeks=rhythm.every)
        case TaskRepeat.MONTH:
            months = day.year * 12 + day.month - 1 + rhythm.every
            year, month = divmod(months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(day_of_month, last))
    return day + timedelta(days=rhythm.every)


def monday_after(day: date) -> date:
    """The next Monday."""
    return day + timedelta(days=7 - day.weekday())
