"""Which function does which kind of job, and on which queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from changlai.kernel import discovery

_handlers: dict[str, "Handler"] = {}


@dataclass(frozen=True, slots=True)
class Handler:
    """``inside``: gets a list of jobs within the transaction that completes them. Otherwise it gets one job with no
    transaction open, may talk to the outside, and finishes under ``jobs.completing``."""

    kind: str
    queue: str
    run: Callable[[Any], None]
    inside: bool
    seconds: float  # length of the lease
    attempts: int  # tries before it becomes a dead letter


def job(
    kind: str, *, queue: str = "jobs", seconds: float = 30, attempts: int = 8
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare a job that works in the database only."""
    return _declare(kind, queue, inside=True, seconds=seconds, attempts=attempts)


def outside_job(
    kind: str, *, queue: str, seconds: float = 30, attempts: int = 8
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare a job that talks to the outside."""
    return _declare(kind, queue, inside=False, seconds=seconds, attempts=attempts)


def _declare(
    kind: str, queue: str, *, inside: bool, seconds: float, attempts: int
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def register(run: Callable[[Any], None]) -> Callable[[Any], None]:
        _handlers[kind] = Handler(kind, queue, run, inside, seconds, attempts)
        return run

    return register


def handlers() -> dict[str, Handler]:
    discovery.rooms("jobs")
    return _handlers


def queues() -> list[str]:
    return sorted({handler.queue for handler in handlers().values()})
