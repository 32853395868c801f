"""Whether events pile up: work nobody waits for makes room for them meanwhile."""

import time

LASTS = 2.0  # seconds a rush is taken to go on after it was last seen


class Rush:
    """One of a process: its readers tell, its runners ask."""

    def __init__(self) -> None:
        self._until = 0.0

    def go_on(self) -> None:
        """A consumer has much to do."""
        self._until = time.monotonic() + LASTS

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until


RUSH = Rush()
