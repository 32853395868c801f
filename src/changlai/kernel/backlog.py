"""What waits in the whole system: for the machine room's pages and for /metrics.

The questions are plain SQL without parameters, so that the edge can ask them on its own connections. They go through
gate functions that count over all organisations and never show a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.kernel import db

CONSUMERS = "select consumer, waiting, oldest, moved from event_backlog()"
QUEUES = "select queue, waiting, later, running, retrying, dead, oldest from lease_backlog()"
_QUEUES_OF = """select queue, count(*) filter (where state = 'ready' and holder is null and due <= now()),
    count(*) filter (where state = 'ready' and holder is null and due > now()),
    count(*) filter (where state = 'ready' and holder is not null),
    count(*) filter (where state = 'ready' and attempts > 0), count(*) filter (where state = 'dead'),
    min(due) filter (where state = 'ready' and holder is null and due <= now())
    from lease where organisation_id = any(%s) group by queue order by queue"""
COUNTED = ("waiting", "later", "running", "retrying", "dead")
LOG = "select at_position, at_horizon, held_seconds from event_holder()"


@dataclass(frozen=True, slots=True)
class ConsumerLag:
    """How far a consumer is behind: ``waiting`` events (80,000 may be more), the ``oldest`` of them since then."""

    consumer: str
    waiting: int
    oldest: datetime | None
    moved: datetime


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """Jobs of a queue: due now, due ``later``, in a worker's hand, failed before, given up; ``oldest`` due time."""

    queue: str
    waiting: int
    later: int
    running: int
    retrying: int
    dead: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the log is written and may be read. ``held_seconds``: for how long its oldest writer has been open."""

    position: int
    horizon: int
    held_seconds: float | None

    @property
    def held(self) -> int:
        """Positions that are written but hidden behind an open transaction."""
        return self.position - self.horizon


def consumers() -> list[ConsumerLag]:
    """Every consumer that has ever read the log, by name."""
    return [ConsumerLag(*row) for row in db.rows(CONSUMERS)]


def queues() -> list[QueueDepth]:
    """Every queue that has jobs, by name."""
    return [QueueDepth(*row) for row in db.rows(QUEUES)]


def queues_of(orgs: Sequence[int]) -> list[QueueDepth]:
    """The queues as these organisations, which must be in scope, see them: their own jobs only."""
    return [QueueDepth(*row) for row in db.rows(_QUEUES_OF, (list(orgs),))]


def log_state() -> LogState:
    """The log's own figures."""
    row = db.row(LOG)
    assert row is not None  # noqa: S101 - a function's answer always has its row
    return LogState(*row)


def prometheus(
    consumer_rows: Iterable[Sequence[object]],
    queue_rows: Iterable[Sequence[object]],
    log_row: Sequence[object],
    *,
    now: datetime,
) -> bytes:
    """The answers to CONSUMERS, QUEUES and LOG as lines for /metrics. Labels are slugs of ours only."""
    lines = []
    for lag in (ConsumerLag(*row) for row in consumer_rows):  # type: ignore[arg-type]  # columns of CONSUMERS
        label = f'{{consumer="{lag.consumer}"}}'
        lines.append(f"changlai_consumer_lag_events{label} {lag.waiting}")
        lines.append(f"changlai_consumer_lag_seconds{label} {_age(lag.oldest, now):.3f}")
    for depth in (QueueDepth(*row) for row in queue_rows):  # type: ignore[arg-type]  # columns of QUEUES
        label = f'{{queue="{depth.queue}"}}'
        lines += [f"changlai_queue_{name}{label} {getattr(depth, name)}" for name in COUNTED]
        lines.append(f"changlai_queue_oldest_seconds{label} {_age(depth.oldest, now):.3f}")
    state = LogState(*log_row)  # type: ignore[arg-type]  # columns of LOG
    lines += [
        f"changlai_log_position {state.position}",
        f"changlai_log_held {state.held}",
        f"changlai_log_held_seconds {state.held_seconds or 0.0:.3f}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
