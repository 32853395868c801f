"""The client: a process of its own that does nothing but send ready-made bytes and note when the answers came.

``drive`` is called by benchmarks; what it runs is ``bench.support.sender``. One request at a time per connection, all
connections kept alive. With a rate it is an open loop: every request has its due time, and its
latency counts from there, however long it had to wait for a free connection.
"""

import contextlib
import pickle
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.support.processes import ROOT, python

OK, TOO_MANY, UNAVAILABLE = 200, 429, 503


@dataclass
class Order:
    """What to send. ``rate`` in requests a second, 0: as fast as answers come. ``insist``: until acknowledged."""

    port: int
    requests: Sequence[bytes]
    connections: int = 64
    rate: float = 0.0
    insist: bool = False


@dataclass
class Outcome:
    """What came back, one entry per request; times are of the machine's monotonic clock, in seconds."""

    statuses: list[int] = field(default_factory=list)
    due: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)  # first sent
    done: list[float] = field(default_factory=list)
    tries: int = 0

    @property
    def seconds(self) -> float:
        return max(self.done) - min(self.due) if self.done else 0.0

    def latencies(self) -> list[float]:
        """Of acknowledged requests, from when each was due."""
        return [d - s for d, s, status in zip(self.done, self.due, self.statuses, strict=True) if status == OK]

    def followed_by(self, other: "Outcome") -> "Outcome":
        """The notes of two orders, one sent after the other, as if they had been one."""
        return Outcome(
            [*self.statuses, *other.statuses],
            [*self.due, *other.due],
            [*self.sent, *other.sent],
            [*self.done, *other.done],
            self.tries + other.tries,
        )

    @property
    def accepted(self) -> int:
        return self.statuses.count(OK)


@contextlib.contextmanager
def driving(order: Order) -> Iterator["Drive"]:
    """Start the client and go on; ``Drive.outcome`` waits for it."""
    with tempfile.TemporaryDirectory(prefix="changlai-client-") as folder:
        file = Path(folder) / "order"
        file.write_bytes(pickle.dumps(order))
        process = subprocess.Popen(python("-m", "bench.support.sender", str(file)), cwd=ROOT)
        try:
            yield Drive(process, file)
        finally:
            process.kill()
            process.wait()


@dataclass
class Drive:
    """A client at work."""

    process: subprocess.Popen[bytes]
    file: Path

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def outcome(self) -> Outcome:
        """Wait for the end. Raises RuntimeError when the client failed."""
        if self.process.wait():
            raise RuntimeError("the client failed")
        found: Outcome = pickle.loads(self.file.with_suffix(".done").read_bytes())  # noqa: S301 - our own file
        return found


def drive(order: Order) -> Outcome:
    """Send everything; returns when the last answer is there."""
    with driving(order) as process:
        return process.outcome()
