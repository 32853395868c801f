"""Throttles in memory: a bucket for each key, filled again as time passes. Each process keeps its own."""

import time

MOST = 50_000  # keys remembered; then those who have been quiet are forgotten


class Buckets:
    """``size`` at once, then ``per_second``."""

    def __init__(self, size: float, per_second: float) -> None:
        self.size, self.per_second = size, per_second
        self.left: dict[str, tuple[float, float]] = {}  # what was left, and when (monotonic seconds)

    def take(self, key: str, now: float | None = None) -> float:
        """0 when there is one for this key, which is then taken; else the seconds until there is."""
        now = time.monotonic() if now is None else now
        left, at = self.left.get(key, (self.size, now))
        left = min(self.size, left + (now - at) * self.per_second)
        if left < 1:
            return (1 - left) / self.per_second
        if len(self.left) >= MOST:
            self._forget(now)
        self.left[key] = (left - 1, now)
        return 0.0

    def _forget(self, now: float) -> None:
        full = self.size / self.per_second
        self.left = {key: found for key, found in self.left.items() if now - found[1] < full}
        if len(self.left) >= MOST:
            self.left.clear()
