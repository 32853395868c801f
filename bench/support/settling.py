"""Waiting until nothing moves any more."""

import time

from bench.support.house import House

WITHIN = 240.0  # seconds
LOOKS = 3  # in a row
_BEHIND = """
    select count(*) from event_cursor c where (
      select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) <= %s"""
_LAST = "select max(id) from event_log"


def settle(house: House) -> None:
    """Until every consumer has passed everything there is, and stays so; the books show what never came through."""
    end = time.monotonic() + WITHIN
    quiet = 0
    while quiet < LOOKS and time.monotonic() < end:
        time.sleep(0.4)
        quiet = 0 if house.number(_BEHIND, (house.number(_LAST),)) else quiet + 1


def catch_up(house: House) -> None:
    """Until every consumer has passed what is in the log now, whatever else is written meanwhile."""
    last = house.number(_LAST)
    end = time.monotonic() + WITHIN
    while house.number(_BEHIND, (last,)) and time.monotonic() < end:
        time.sleep(0.1)
