"""The lease: ordering, claiming and completing work."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from changlai.kernel import db, tenancy

_ORDERED = """
    select organisation_id, unique_key from lease join unnest(%b::bigint[], %b::text[]) x(o, k)
      on organisation_id = o and unique_key = k
    where queue = %b and state = 'ready'"""
_ADD = "select lease_add(%s, %b::bigint[], %b::text[], %b::text[], %b::text[], %b::float[])"

_HOLD = """update lease set due = greatest(due, clock_timestamp() + make_interval(secs => %s))
    where id = %s and holder = %s and state = 'ready' returning id"""


class Permanent(Exception):
    """A handler says: trying again is no use."""


class RetryIn(Exception):
    """A handler says: again after so many seconds; does not count as a failed attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class LostLease(Exception):
    """The worker overslept: the job belongs to somebody else by now, so nothing of this attempt is kept."""


class NewJob(msgspec.Struct, frozen=True):
    """Work to be done for one organisation. ``delay`` is in seconds.

    With the same ``unique_key`` there is one job at a time. Ordering it again while it waits keeps the earlier time;
    while it runs, makes it run once more afterwards; while it waits after a failure, does not shorten that wait; after
    it was given up, revives it.
    """

    organisation_id: int
    kind: str
    body: dict[str, Any]
    unique_key: str | None = None
    delay: float = 0.0


class Job(msgspec.Struct):
    """A claimed job; ``holder`` proves whose it is. ``is_completed`` once its effect and its end are committed."""

    id: int
    organisation_id: int
    kind: str
    body: dict[str, Any]
    attempts: int
    crashes: int
    holder: str
    is_completed: bool = False


def add(queue: str, jobs: Sequence[NewJob]) -> None:
    """Order work in the caller's transaction: it exists when and only when the cause of it is committed.

    Orders of one call with the same unique key are one job, the last of them.
    """
    if not jobs:
        return
    jobs = list({(j.organisation_id, j.unique_key or number): j for number, j in enumerate(jobs)}.values())
    encode = msgspec.json.encode
    db.run(
        _ADD,
        (
            queue,
            [j.organisation_id for j in jobs],
            [j.kind for j in jobs],
            [encode(j.body).decode() for j in jobs],
            [j.unique_key for j in jobs],
            [j.delay for j in jobs],
        ),
    )


def not_ordered(queue: str, jobs: Sequence[NewJob]) -> list[NewJob]:
    """Those among orders with a unique key that neither wait nor are being worked on; in the scope of all of them."""
    keys = [one.organisation_id for one in jobs], [one.unique_key for one in jobs]
    known = {(row[0], row[1]) for row in db.rows(_ORDERED, (*keys, queue))}
    return [one for one in jobs if (one.organisation_id, one.unique_key) not in known]


def hold(job: Job, seconds: float) -> None:
    """Have the job for at least so many seconds from now, in the caller's transaction.

    For work that turns out to be longer than its kind's lease. Raises LostLease when it is somebody else's by now.
    """
    if db.value(_HOLD, (seconds, job.id, job.holder)) is None:
        raise LostLease(job.id)


@contextmanager
def completing(job: Job, *, after: Callable[[], object] | None = None) -> Iterator[None]:
    """Record an outside job's effect and its completion in one transaction, in the scope of its organisation.

    ``after`` locks what the effect changes, before the job's own row: whoever orders this job again has changed that
    first, and the two would wait for each other in a ring.
    """
    with tenancy.scope(job.organisation_id):
        if after is not None:
            after()
        if db.value("select * from lease_finish(%s, %s)", ([job.id], job.holder)) is None:
            raise LostLease(job.id)
        yield
    job.is_completed = True
