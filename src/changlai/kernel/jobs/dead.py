"""Jobs that were given up: seen, tried again, or let go. Of the organisations in scope only.

Those that failed alike have one cause: the same words (kernel.sentences) over the same channel account, if any.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.kernel import db
from changlai.kernel.sentences import SPEAKING

PAGE = 50
ALIKE_AT_ONCE = 10_000  # jobs that are tried again or discarded at once

_COLUMNS = "id, queue, organisation_id, kind, body::text, attempts, crashes, coalesce(error, ''), made, due"
_PAGE = f"""select {_COLUMNS} from lease
    where organisation_id = any(%(orgs)s) and state = 'dead' and (%(before)s = 0 or id < %(before)s)
    order by id desc limit %(limit)s"""  # noqa: S608 - our own column names
_GET = f"select {_COLUMNS} from lease where organisation_id = any(%s) and state = 'dead' and id = %s"  # noqa: S608 - as above
# What was said for people tells one cause from another whole, an error of the program by its class.
_DEAD = """select id, kind, made, coalesce(error, '') error, coalesce(body->>'account_id', '') account,
    case when split_part(coalesce(error, ''), ': ', 1) = any(%(speaking)b::text[]) then error
      else split_part(coalesce(error, ''), ': ', 1) end cause
    from lease where organisation_id = any(%(orgs)s) and state = 'dead'"""
_CAUSES = f"""select max(id), (array_agg(error order by id desc))[1], account, count(*),
      array_agg(distinct kind order by kind), max(made)
    from ({_DEAD}) x group by cause, account having %(before)s = 0 or max(id) < %(before)s
    order by max(id) desc limit %(limit)s"""  # noqa: S608 - our own text
_ALIKE = f"""with x as ({_DEAD})
    select id from x where (cause, account) in (select cause, account from x where id = any(%(ids)b::bigint[]))
    order by id desc limit %(limit)s"""  # noqa: S608 - our own text
_SEVERAL = f"""select {_COLUMNS} from lease
    where organisation_id = any(%s) and state = 'dead' and id = any(%b::bigint[]) order by id desc"""  # noqa: S608 - as above
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


@dataclass(frozen=True, slots=True)
class Cause:
    """Dead jobs that failed alike. ``id`` is the latest of them, with its ``error`` and when it was ordered;
    ``account_id`` is 0 when they have to do with no channel account.
    """

    id: int
    error: str
    account_id: int
    count: int
    kinds: list[str]
    made: datetime


def page(orgs: Sequence[int], *, before: int = 0, limit: int = PAGE) -> list[DeadJob]:
    """Dead jobs, the latest first, below the id ``before``; one row more than ``limit`` tells that there is more."""
    return [DeadJob(*row) for row in db.rows(_PAGE, {"orgs": list(orgs), "before": before, "limit": limit + 1})]


def get(orgs: Sequence[int], job_id: int) -> DeadJob | None:
    """One dead job of these organisations."""
    row = db.row(_GET, (list(orgs), job_id))
    return DeadJob(*row) if row else None


def causes(orgs: Sequence[int], *, before: int = 0, limit: int = PAGE) -> list[Cause]:
    """Why jobs lie dead, the latest first, below the id ``before``; one row more than ``limit``."""
    asked = {"orgs": list(orgs), "speaking": sorted(SPEAKING), "before": before, "limit": limit + 1}
    return [
        Cause(id_, error, int(account) if account.isdecimal() else 0, count, kinds, made)
        for id_, error, account, count, kinds, made in db.rows(_CAUSES, asked)
    ]


def alike(orgs: Sequence[int], job_ids: Sequence[int], *, limit: int = ALIKE_AT_ONCE) -> list[int]:
    """The dead jobs with the same causes as these, themselves among them, the latest first."""
    asked = {"orgs": list(orgs), "speaking": sorted(SPEAKING), "ids": list(job_ids), "limit": limit}
    return [row[0] for row in db.rows(_ALIKE, asked)]


def several(orgs: Sequence[int], job_ids: Sequence[int]) -> list[DeadJob]:
    """Those of these jobs that are dead, the latest first."""
    return [DeadJob(*row) for row in db.rows(_SEVERAL, (list(orgs), list(job_ids)))]


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
