"""When an organisation works: a week of ranges, days that differ, a time zone. Pure: asks no database and no clock.

Ranges are minutes after midnight in the organisation's zone, ``(540, 1080)`` is 09:00 to 18:00; 1440 is the day's end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

Range: TypeAlias = "tuple[int, int]"
Ranges: TypeAlias = "tuple[Range, ...]"

DAY_MINUTES = 1440
MOST_RANGES = 2  # of one day: before and after the break
LONGEST_SEARCH = 400  # days; who is closed for longer than a year has no next opening
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Business hours. ``week`` begins on Monday; ``days`` are those that differ, empty ranges mean closed."""

    zone: str = "UTC"
    week: tuple[Ranges, ...] = (((0, DAY_MINUTES),),) * 7
    days: Mapping[date, Ranges] = field(default_factory=dict)
    is_always: bool = False

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is expected to answer at this moment."""
        if self.is_always:
            return True
        day = at.astimezone(ZoneInfo(self.zone)).date()
        return any(start <= at < end for start, end in self._spans(day))

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Open seconds from ``start`` to ``end``; 0 when ``end`` lies before."""
        if end <= start:
            return 0
        if self.is_always:
            return int((end - start).total_seconds())
        spans = self._from(start, until=end)
        return int(sum((min(b, end) - max(a, start)).total_seconds() for a, b in spans if b > start and a < end))

    def after(self, start: datetime, seconds: float) -> datetime:
        """The moment when so many open seconds have passed since ``start``."""
        if self.is_always:
            return start + timedelta(seconds=seconds)
        left = timedelta(seconds=seconds)
        for begin, end in self._from(start):
            begins = max(begin, start)
            if begins + left <= end:
                return begins + left
            left -= max(end - begins, timedelta(0))
        return start + timedelta(days=LONGEST_SEARCH)

    def next_opening(self, at: datetime) -> datetime | None:
        """When it opens next; ``at`` itself while it is open, None when no opening is known."""
        if self.is_open(at):
            return at
        return next((begin for begin, _ in self._from(at) if begin >= at), None)

    def _from(self, start: datetime, *, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Open spans in order, from the day of ``start`` on; those of the day before may reach over midnight."""
        zone = ZoneInfo(self.zone)
        first = start.astimezone(zone).date()
        last = until.astimezone(zone).date() if until else first + timedelta(days=LONGEST_SEARCH)
        day = first
        while day <= last:
            yield from self._spans(day)
            day += DAY

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        ranges = self.days.get(day, self.week[day.weekday()])
        return [(self._moment(day, start), self._moment(day, end)) for start, end in ranges]

    def _moment(self, day: date, minute: int) -> datetime:
        """A wall-clock minute of a day; in the hour a change of clocks skips or repeats, zoneinfo's first reading."""
        whole = day + DAY if minute == DAY_MINUTES else day
        at = time(*divmod(minute % DAY_MINUTES, 60))
        return datetime.combine(whole, at, ZoneInfo(self.zone)).astimezone(UTC)


ALWAYS = Hours(is_always=True)


def read_ranges(pairs: object) -> Ranges:
    """Ranges as they are kept in JSON. Raises ValueError for what is none, overlaps or runs backwards."""
    if not isinstance(pairs, list | tuple) or len(pairs) > MOST_RANGES:
        raise ValueError(pairs)
    found = tuple((int(one[0]), int(one[1])) for one in pairs)
    flat = [minute for pair in found for minute in pair]
    if any(later <= earlier for earlier, later in pairwise(flat)):
        raise ValueError(pairs)
    if flat and not 0 <= flat[0] <= flat[-1] <= DAY_MINUTES:
        raise ValueError(pairs)
    return found


def shown_ranges(ranges: object) -> str:
    """``09:00-12:00, 13:30-18:00``; empty for a day without any."""
    return ", ".join(f"{clock(start)}-{clock(end)}" for start, end in read_ranges(ranges))


def clock(minute: int) -> str:
    """``09:05``, of minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
