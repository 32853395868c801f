"""When somebody answers: ranges of the clock for each weekday, days off, one time zone."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from changlai.channels.contracts import Opening

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRM, OWN = "firm", "own"  # whose hours a widget keeps; else it is always open
AHEAD = 30  # days looked through for the next opening
MOST_DAYS_OFF = 400
_RANGE = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–~至到]\s*([01]?\d|2[0-4]):([0-5]\d)")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MIDNIGHT = 24 * 60

Range = tuple[int, int]  # minutes of the day


def ranges(text: str) -> list[Range]:
    """ "9:00-12:00, 13:30-18:00" in minutes, in order. Raises ValueError for what is none, or overlaps."""
    found = []
    for part in re.split(r"[,，;；、]", text):
        if not part.strip():
            continue
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        begin, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if not begin < end <= _MIDNIGHT:
            raise ValueError(part)
        found.append((begin, end))
    found.sort()
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(found)):
        raise ValueError(text)
    return found


def days_off(text: str) -> list[tuple[date, date]]:
    """A day or two days with "..." between them on each line. Raises ValueError for what is none."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        days = [_day(part) for part in line.split("..")]
        if len(days) > 2 or days[0] > days[-1]:  # noqa: PLR2004 - from, to
            raise ValueError(line)
        found.append((days[0], days[-1]))
    if len(found) > MOST_DAYS_OFF:
        raise ValueError(text)
    return found


def _day(text: str) -> date:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def opening(settings: Mapping[str, Any], now: datetime) -> Opening:
    """Whether somebody answers now by the widget's own hours; without them it is always open.

    When it is not, the next opening within a month.
    """
    if settings.get("hours") != OWN or _is_open(settings, now):
        return Opening()
    return Opening(is_open=False, opens_at=next((moment for moment in _openings(settings, now) if moment > now), None))


def _is_open(settings: Mapping[str, Any], now: datetime) -> bool:
    here = now.astimezone(_zone(settings))
    minute = here.hour * 60 + here.minute
    return any(begin <= minute < end for begin, end in _ranges_on(settings, here.date()))


def _openings(settings: Mapping[str, Any], now: datetime) -> Iterator[datetime]:
    zone = _zone(settings)
    today = now.astimezone(zone).date()
    for offset in range(AHEAD):
        day = today + timedelta(days=offset)
        for begin, _ in _ranges_on(settings, day):
            yield datetime.combine(day, time(begin // 60, begin % 60), zone)


def _ranges_on(settings: Mapping[str, Any], day: date) -> list[Range]:
    if any(first <= day <= last for first, last in days_off(str(settings.get("holidays", "")))):
        return []
    return ranges(str(settings.get(WEEKDAYS[day.weekday()], "")))


def _zone(settings: Mapping[str, Any]) -> ZoneInfo:
    return ZoneInfo(str(settings.get("zone") or "Asia/Shanghai"))
