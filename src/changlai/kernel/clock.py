"""Two clocks that are never mixed: the wall clock for moments, the monotonic one for durations.

Due times and leases use neither: they are compared in SQL with the database's ``now()``.
"""

import time


def epoch() -> float:
    """Seconds since 1970 UTC by this machine's wall clock; it may step."""
    return time.time()


class Stopwatch:
    """Counts from its making; never runs backwards."""

    __slots__ = ("_started",)

    def __init__(self) -> None:
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000
