"""Which function does which kind of job, and on which queue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from changlai.kernel import discovery
from changlai.kernel.jobs.lease import Job

_handlers: dict[str, "Handler"] = {}
Told = Callable[[Job, str], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """``inside``: gets a list of jobs within the transaction that completes them. Otherwise it gets one job with no
    transaction open, may talk to the outside, and finishes under ``jobs.completing``.

    ``given_up`` gets a job that nobody tries any more and its error, for kernel.sentences.error_in_words, in the
    transaction and the scope in which it dies: so that whoever waits for it is told, instead of waiting for ever.
    """

    kind: str
    queue: str
    run: Callable[[Any], None]
    inside: bool
    seconds: float  # length of the lease
    attempts: int  # tries before it becomes a dead letter
    given_up: Told | None = None


def job(
    kind: str, *, queue: str = "jobs", seconds: float = 30, attempts: int = 8, given_up: Told | None = None
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare a job that works in the database only."""
    return _declare(kind, queue, inside=True, seconds=seconds, attempts=attempts, given_up=given_up)


def outside_job(
    kind: str, *, queue: str, seconds: float = 30, attempts: int = 8, given_up: Told | None = None
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare a job that talks to the outside."""
    return _declare(kind, queue, inside=False, seconds=seconds, attempts=attempts, given_up=given_up)


def _declare(
    kind: str, queue: str, *, inside: bool, seconds: float, attempts: int, given_up: Told | None
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def register(run: Callable[[Any], None]) -> Callable[[Any], None]:
        _handlers[kind] = Handler(kind, queue, run, inside, seconds, attempts, given_up)
        return run

    return register


def handlers() -> dict[str, Handler]:
    discovery.rooms("jobs")
    return _handlers


def queues() -> list[str]:
    return sorted({handler.queue for handler in handlers().values()})
