"""Bad weather: workers and web killed without a word, PostgreSQL crashed, everything started again as it would be."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.support.house import House, say
from changlai.cli.postgres import ClusterFailed

GONE_WITHIN = 20.0  # seconds for a crashed server's process to be gone


@dataclass(frozen=True)
class Forecast:
    """Seconds between two kills; the moments, in seconds from the start, at which PostgreSQL crashes."""

    worker_every: float = 2.0
    web_every: float = 30.0
    crashes_at: tuple[float, ...] = ()


@dataclass
class Storm:
    """Counts what it broke."""

    house: House
    forecast: Forecast
    dice: random.Random
    kills: dict[str, int] = field(default_factory=lambda: {"worker": 0, "web": 0, "postgres": 0})

    def rage(self, until: Callable[[], bool]) -> None:
        """Break things on schedule until the condition holds."""
        begin = time.monotonic()
        next_worker, next_web = begin + self.forecast.worker_every, begin + self.forecast.web_every
        crashes = [begin + at for at in self.forecast.crashes_at]
        while not until():
            time.sleep(0.05)
            now = time.monotonic()
            if now >= next_worker:
                next_worker += self.forecast.worker_every
                self._kill(self.dice.choice([name for name in self.house.programs if name.startswith("worker")]))
            if now >= next_web and self.house.is_ready():  # killed while it starts, it would never serve again
                next_web = now + self.forecast.web_every
                self._kill("web")
            if crashes and now >= crashes[0]:
                crashes.pop(0)
                self._crash()

    def _kill(self, name: str) -> None:
        program = self.house.programs[name]
        program.kill()
        program.restart()
        self.kills[name.partition("-")[0]] += 1

    def _crash(self) -> None:
        """By turns as an immediate stop and as a kill of the server itself."""
        cluster = self.house.cluster
        pid = cluster.pid
        if self.kills["postgres"] % 2 == 0 and pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
            end = time.monotonic() + GONE_WITHIN
            while cluster.pid and time.monotonic() < end:
                time.sleep(0.02)
        else:
            cluster.crash()
        self.kills["postgres"] += 1
        started = time.monotonic()
        while True:
            try:
                cluster.start()
                break
            except ClusterFailed:  # the dying server was still there; the supervisor tries again in a second, too
                if time.monotonic() > started + GONE_WITHIN:
                    raise
                time.sleep(0.2)
        say(f"PostgreSQL crashed and serves again after {time.monotonic() - started:.1f} s")
