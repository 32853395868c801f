from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from changlai.channels.adapters.webchat import hours
from changlai.channels.contracts import Opening

SHANGHAI = ZoneInfo("Asia/Shanghai")
SETTINGS = {
    "hours": hours.OWN,
    "zone": "Asia/Shanghai",
    "friday": "09:00-12:00, 13:30-18:00",
    "monday": "9:00–24:00",
    "holidays": "2026-11-20\n2026-12-01..2026-12-03",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(27, 9), True),
        (at(27, 8, 59), False),
        (at(27, 12), False),
        (at(27, 13, 30), True),
        (at(23, 23, 59), True),
        (at(24, 10), False),
        (at(20, 10), False),
    ],
)
def test_hours_are_those_of_the_zone_and_the_day(moment, is_open):
    assert hours.opening(SETTINGS, moment).is_open is is_open


def test_next_opening_is_after_the_break_the_night_or_the_days_off():
    assert hours.opening(SETTINGS, at(27, 12, 30)).opens_at == at(27, 13, 30)
    assert hours.opening(SETTINGS, at(20, 10)).opens_at == at(23, 9)
    assert hours.opening(SETTINGS | {"monday": "", "friday": ""}, at(24, 10)) == Opening(is_open=False)


def test_without_hours_of_its_own_it_is_always_open():
    assert hours.opening({"hours": ""}, at(24, 3)) == Opening()


@pytest.mark.parametrize("text", ["9-18", "18:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00", "09:00-24:30"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        hours.ranges(text)


@pytest.mark.parametrize("text", ["2026-13-01", "heute", "2026-10-07..2026-10-01", "2026-10-1..2026-10-2..2026-10-3"])
def test_days_off_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        hours.days_off(text)
