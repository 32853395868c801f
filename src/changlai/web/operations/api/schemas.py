"""What the machine room tells programs, and what they may ask of it."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime

from changlai.kernel import backlog
from changlai.kernel.events.dead import AT_ONCE
from changlai.kernel.jobs.dead import Cause
from changlai.kernel.sentences import error_in_words
from changlai.web.operations import queries


class ConsumerOut(Schema):
    """A consumer: how many events wait for it, since when the oldest does, and how many lie dead here."""

    name: str
    reads: list[str]
    waiting: int
    oldest: datetime | None
    moved: datetime | None
    dead: int


class CronOut(Schema):
    """Periodic work; ``every`` is in seconds."""

    name: str
    every: int
    last: datetime | None
    next: datetime
    error: str

    @staticmethod
    def resolve_every(row: queries.CronRow) -> int:
        return int(row.every.total_seconds())


class WorksOut(Schema):
    """Everything at work. ``held`` positions of the log wait for an open transaction."""

    position: int
    held: int
    consumers: list[ConsumerOut]
    queues: list[backlog.QueueDepth]
    crons: list[CronOut]


class Place(Schema):
    """One dead event: the consumer that gave up on it, and its place in the log."""

    consumer: str = Field(max_length=200)
    event_id: int


class DeadEventOut(Place):
    """A dead event without its content. ``reason`` is its error in words, in the caller's language."""

    kind: str
    error: str
    reason: str
    at: datetime

    @staticmethod
    def resolve_reason(row: Any) -> str:  # noqa: ANN401 - a row, or what is made of one
        return _reason(row)


class DeadEventContent(DeadEventOut):
    """A dead event as it was published."""

    body: dict[str, Any]


class DeadEventPage(Schema):
    """Dead events, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DeadEventOut]
    next: str | None


class EventReplayIn(Schema):
    """Chosen dead events, or with ``consumer`` the oldest ones of it."""

    events: list[Place] = Field(default_factory=list, max_length=AT_ONCE)
    consumer: str = Field("", max_length=200)


class EventReplayOut(Schema):
    """Ids of events that were handled, and of those that failed again."""

    done: list[int]
    failed: list[int]


class EventRemovalIn(Schema):
    """Dead events to let go for good, and why."""

    events: list[Place] = Field(max_length=AT_ONCE)
    reason: str = Field(max_length=300)


class DeadJobOut(Schema):
    """A job that nobody tries any more, without its content. ``reason`` is its error in words."""

    id: int
    queue: str
    kind: str
    attempts: int
    crashes: int
    error: str
    reason: str
    made: datetime

    @staticmethod
    def resolve_reason(row: Any) -> str:  # noqa: ANN401 - a row, or what is made of one
        return _reason(row)


class DeadJobContent(DeadJobOut):
    """A dead job as it was ordered."""

    body: dict[str, Any]


class DeadJobPage(Schema):
    """Dead jobs, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DeadJobOut]
    next: str | None


class DeadCauseOut(Schema):
    """Jobs that failed alike: ``count`` of these ``kinds``, over one channel account if any. ``id`` is the latest."""

    id: int
    reason: str
    account_id: int | None
    count: int
    kinds: list[str]
    made: datetime

    @staticmethod
    def resolve_reason(row: Any) -> str:  # noqa: ANN401 - as above
        return _reason(row)

    @staticmethod
    def resolve_account_id(row: Cause) -> int | None:
        return row.account_id or None


class DeadCausePage(Schema):
    """Causes, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[DeadCauseOut]
    next: str | None


class JobsIn(Schema):
    """Dead jobs; ``alike``: with every other one that failed as one of them did, at most 10,000."""

    job_ids: list[int] = Field(max_length=AT_ONCE)
    alike: bool = False


class JobRemovalIn(JobsIn):
    """Dead jobs to let go for good, and why."""

    reason: str = Field(max_length=300)


class Count(Schema):
    """How many there were."""

    count: int


class RewindIn(Schema):
    """Which consumer handles again what was written since a moment."""

    consumer: str = Field(max_length=200)
    since: AwareDatetime


class RewindOut(Schema):
    """How many shards went back."""

    shards: int


def _reason(row: Any) -> str:  # noqa: ANN401 - a row, or what is made of one
    return error_in_words(row["error"] if isinstance(row, dict) else row.error)
