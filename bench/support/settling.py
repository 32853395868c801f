"""Waiting until nothing moves any more."""

import time

from bench.support.house import House

WITHIN = 240.0  # seconds
LOOKS = 3  # in a row
_BEHIND = """
    select count(*) from event_cursor c where exists (
      select from event_log e where e.shard = c.shard and e.id > c.after)"""


def settle(house: House) -> None:
    """Until every consumer has passed everything there is, and stays so; the books show what never came through."""
    end = time.monotonic() + WITHIN
    quiet = 0
    while quiet < LOOKS and time.monotonic() < end:
        time.sleep(0.4)
        quiet = 0 if house.number(_BEHIND) else quiet + 1
