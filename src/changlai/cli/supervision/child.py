"""One supervised process: started in a group of its own, stopped gently, then not."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO

BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the first, second ... restart in a row
LONGEST_AFTER_KILL = 1.0  # seconds; somebody or the system killed it, the program itself may be sound
HEALTHY_AFTER = 30.0  # seconds of life after which an end counts as a first one again
PR_SET_PDEATHSIG = 1  # prctl(2), Linux only


@dataclass(frozen=True)
class Service:
    """A program to keep running."""

    name: str
    command: list[str]
    environment: dict[str, str]


class Child:
    """The running (or just ended) process of a service."""

    def __init__(
        self, service: Service, *, errors: IO[bytes] | None = None, restarts: int = 0, in_a_row: int = 0
    ) -> None:
        self.service = service
        self.restarts = restarts
        self.in_a_row = in_a_row  # of them without a healthy life in between
        self.started = time.monotonic()
        self.started_at = time.time()
        self.process = subprocess.Popen(
            service.command,
            env=service.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors or subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to hand on, in order
            preexec_fn=stop_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (we have no threads)
        )

    @property
    def output(self) -> IO[bytes]:
        """What the process writes."""
        if self.process.stdout is None:
            raise ValueError(f"{self.service.name} was started without a pipe")
        return self.process.stdout

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def crashed(self) -> bool:
        """Did a signal end it, rather than the program itself?"""
        return (self.process.poll() or 0) < 0

    def end(self) -> str:
        """How it ended, for a person."""
        code = self.process.poll() or 0
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def pause(self) -> float:
        """Seconds to wait before the next start: longer the more often it has failed in a row."""
        pause = BACKOFF[min(self.failed_before, len(BACKOFF) - 1)]
        return min(pause, LONGEST_AFTER_KILL) if self.crashed else pause

    @property
    def failed_before(self) -> int:
        """How many starts in a row came to nothing before this one; none when this one has lived long enough."""
        return 0 if time.monotonic() - self.started > HEALTHY_AFTER else self.in_a_row

    def ask_to_stop(self) -> None:
        if not self.ended:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill whatever is left of it, its own children included."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def stop_with_parent() -> None:
    """In a child of ours, between fork and exec: be told to stop when the parent dies, however it dies (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
