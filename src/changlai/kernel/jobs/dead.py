"""Jobs that were given up: seen, tried again, or let go. Of the organisations in scope only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.kernel import db

PAGE = 50

_COLUMNS = "id, queue, organisation_id, kind, body::text, attempts, crashes, coalesce(error, ''), made, due"
_PAGE = f"""select {_COLUMNS} from lease
    where organisation_id = any(%(orgs)s) and state = 'dead' and (%(before)s = 0 or id < %(before)s)
    order by id desc limit %(limit)s"""  # noqa: S608 - our own column names
_GET = f"select {_COLUMNS} from lease where organisation_id = any(%s) and state = 'dead' and id = %s"  # noqa: S608 - as above
_REVIVE = """with woken as (
    update lease set state = 'ready', holder = null, attempts = 0, crashes = 0, error = null, again = false,
      due = clock_timestamp()
    where organisation_id = any(%s) and state = 'dead' and id = any(%s) returning id, queue)
  select array_agg(id order by id), array_agg(distinct queue) from woken"""
_DISCARD = "delete from lease where organisation_id = any(%s) and state = 'dead' and id = any(%s) returning id"


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that nobody tries any more. ``body`` is its JSON; ``crashes`` counts the workers that died over it."""

    id: int
    queue: str
    organisation_id: int
    kind: str
    body: str
    attempts: int
    crashes: int
    error: str
    made: datetime
    due: datetime


def page(orgs: Sequence[int], *, before: int = 0, limit: int = PAGE) -> list[DeadJob]:
    """Dead jobs, the latest first, below the id ``before``; one row more than ``limit`` tells that there is more."""
    return [DeadJob(*row) for row in db.rows(_PAGE, {"orgs": list(orgs), "before": before, "limit": limit + 1})]


def get(orgs: Sequence[int], job_id: int) -> DeadJob | None:
    """One dead job of these organisations."""
    row = db.row(_GET, (list(orgs), job_id))
    return DeadJob(*row) if row else None


def revive(orgs: Sequence[int], job_ids: Sequence[int]) -> list[int]:
    """Put dead jobs back into their queues with a clean record; returns those that were there."""
    row = db.row(_REVIVE, (list(orgs), list(job_ids)))
    ids, queues = row or (None, None)
    for queue in queues or ():
        db.run("select pg_notify('kernel_lease', %s)", (queue,))
    return list(ids or ())


def discard(orgs: Sequence[int], job_ids: Sequence[int]) -> list[int]:
    """Let dead jobs go for good; returns those that were there."""
    return sorted(row[0] for row in db.rows(_DISCARD, (list(orgs), list(job_ids))))
