"""Bad weather: a slow disk; workers and web killed without a word, PostgreSQL crashed, all started again at once."""

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
# As a busy disk would: one in twenty transactions holds its places in the log for up to half a second, then commits.
SLOW_DISK = (
    """create function bench_slow_disk() returns trigger language plpgsql as $$ begin
      if random() < 0.05 then perform pg_sleep(0.5 * random()); end if;
      return null; end $$""",
    "create trigger bench_slow_disk after insert on event_log for each statement execute function bench_slow_disk()",
)


@dataclass(frozen=True)
class Forecast:
    """Seconds between two kills; the moments, in seconds from the start, at which PostgreSQL crashes.

    A web process serves for ``web_serves`` seconds before it is killed, however long its start took: killed whenever
    it is ready, it would never answer anybody, and the storm never end. A worker that was killed lives for
    ``worker_lives`` seconds at least, its start included, for the same reason.
    """

    worker_every: float = 2.0
    web_every: float = 30.0
    web_serves: float = 3.0
    worker_lives: float = 0.0
    crashes_at: tuple[float, ...] = ()


@dataclass
class Storm:
    """Counts what it broke."""

    house: House
    forecast: Forecast
    dice: random.Random
    kills: dict[str, int] = field(default_factory=lambda: {"worker": 0, "web": 0, "postgres": 0})
    born: dict[str, float] = field(default_factory=dict)  # when a killed program was started again

    def rage(self, until: Callable[[], bool]) -> None:
        """Break things on schedule until the condition holds."""
        begin = time.monotonic()
        next_worker, next_web = begin + self.forecast.worker_every, begin + self.forecast.web_every
        serves_since = begin
        crashes = [begin + at for at in self.forecast.crashes_at]
        while not until():
            time.sleep(0.05)
            now = time.monotonic()
            if now >= next_worker:
                next_worker += self.forecast.worker_every
                self._kill_worker(now - self.forecast.worker_lives)
            if not serves_since and self.house.is_ready():
                serves_since = now
            if serves_since and now >= max(next_web, serves_since + self.forecast.web_serves):
                next_web, serves_since = now + self.forecast.web_every, 0.0
                self._kill("web")
            if crashes and now >= crashes[0]:
                crashes.pop(0)
                self._crash()

    def _kill_worker(self, since: float) -> None:
        """One of those that have lived since then, if there is any."""
        workers = [name for name in self.house.programs if name.startswith("worker")]
        grown = [name for name in workers if self.born.get(name, since) <= since]
        if grown:
            self._kill(self.dice.choice(grown))

    def _kill(self, name: str) -> None:
        program = self.house.programs[name]
        program.kill()
        program.restart()
        self.born[name] = time.monotonic()
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
