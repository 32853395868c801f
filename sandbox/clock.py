"""The sandbox's clock: real time plus an offset that tests and demos may move forward."""

import time


class Clock:
    """Seconds since 1970 in UTC, shifted by `offset` seconds."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        """The moment it is inside the sandbox."""
        return time.time() + self.offset

    def seconds(self) -> int:
        """The same in whole seconds, the unit WeCom uses."""
        return int(self.now())
