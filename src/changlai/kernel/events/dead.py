"""Events that a consumer could not handle: seen, handled again, or let go. Of the organisations in scope only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from changlai.kernel import db
from changlai.kernel.events import reader
from changlai.kernel.events.registry import Consumer, consumers
from changlai.kernel.events.rewind import NoSuchConsumer
from changlai.kernel.sentences import text_of

PAGE = 50
AT_ONCE = 500  # events one replay takes on

_COLUMNS = "consumer, event_id, organisation_id, key, kind, body::text, error, trace, at"
_PAGE = f"""select {_COLUMNS} from event_dead
    where organisation_id = any(%(orgs)s) and (%(consumer)s = '' or consumer = %(consumer)s)
      and (%(event)s = 0 or (event_id, consumer) < (%(event)s, %(name)s))
    order by event_id desc, consumer desc limit %(limit)s"""  # noqa: S608 - our own column names
_GET = f"""select {_COLUMNS} from event_dead
    where organisation_id = any(%s) and consumer = %s and event_id = %s"""  # noqa: S608 - as above
_COUNTS = "select consumer, count(*) from event_dead where organisation_id = any(%s) group by 1 order by 1"
_WITH_FACT = """select distinct (body->>%s)::bigint from event_dead
    where organisation_id = any(%s) and kind = any(%s) and (body->>%s)::bigint = any(%s::bigint[])"""
_COUNTS_BY_FACT = """select (body->>%s)::bigint, count(distinct event_id) from event_dead
    where organisation_id = any(%s) and kind = any(%s) and at >= %s group by 1"""
_TAKE = """select event_id, organisation_id, key, kind, body::text from event_dead
    where organisation_id = any(%s) and consumer = %s and (%b::bigint[] is null or event_id = any(%b::bigint[]))
    order by event_id limit %s for update"""
# One at a time per shard, as for the worker: it passes by while we hold the row, and we wait for its batch.
_HOLD = """select shard from event_cursor where consumer = %s
    and shard in (select mod(k, 8) from unnest(%b::bigint[]) k) order by shard for update"""
_DROP = "delete from event_dead where organisation_id = any(%s) and consumer = %s and event_id = any(%s)"
_DISCARD = _DROP + " returning event_id"
_STILL = """update event_dead d set error = x.error, trace = '', at = clock_timestamp()
    from unnest(%b::bigint[], %b::text[]) x(id, error)
    where d.consumer = %s and d.event_id = x.id and d.organisation_id = any(%s)"""


@dataclass(frozen=True, slots=True)
class DeadEvent:
    """One event that one consumer gave up on. ``body`` is its JSON as published."""

    consumer: str
    event_id: int
    organisation_id: int
    key: int
    kind: str
    body: str
    error: str
    trace: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay achieved: these were handled and are gone from the list, these failed again."""

    done: list[int]
    failed: list[int]


def page(
    orgs: Sequence[int], *, consumer: str = "", before: tuple[int, str] | None = None, limit: int = PAGE
) -> list[DeadEvent]:
    """Dead events, the latest first, one more than ``limit``; ``before`` is (event, consumer) of the last row above."""
    event, name = before or (0, "")
    found = db.rows(_PAGE, {"orgs": list(orgs), "consumer": consumer, "event": event, "name": name, "limit": limit + 1})
    return [DeadEvent(*row) for row in found]


def get(orgs: Sequence[int], consumer: str, event_id: int) -> DeadEvent | None:
    """One dead event of these organisations."""
    row = db.row(_GET, (list(orgs), consumer, event_id))
    return DeadEvent(*row) if row else None


def counts(orgs: Sequence[int]) -> dict[str, int]:
    """How many dead events each consumer has."""
    return dict(db.rows(_COUNTS, (list(orgs),)))


def with_fact(orgs: Sequence[int], kinds: Sequence[str], name: str, values: Sequence[int]) -> set[int]:
    """Which of ``values`` a dead event of these kinds carries as its fact ``name`` (delivery_id, message_id, ...)."""
    return {int(row[0]) for row in db.rows(_WITH_FACT, (name, list(orgs), list(kinds), name, list(values)))}


def counts_by_fact(orgs: Sequence[int], kinds: Sequence[str], name: str, since: date) -> dict[int, int]:
    """How many events of these kinds died since that day (UTC), by their fact ``name`` (account_id, ...)."""
    return {int(row[0]): int(row[1]) for row in db.rows(_COUNTS_BY_FACT, (name, list(orgs), list(kinds), since))}


@transaction.atomic
def replay(orgs: Sequence[int], consumer: str, event_ids: Sequence[int] | None = None) -> Replayed:
    """Hand dead events to their consumer again, in order, at most AT_ONCE; ``None`` takes the oldest of all.

    One transaction: what succeeds is gone from the list together with its effect, what fails alone stays with its new
    error. Raises NoSuchConsumer when the program no longer has that consumer.
    """
    handler = _consumer(consumer)
    ids = list(event_ids) if event_ids is not None else None
    rows: list[reader.LogRow] = db.rows(_TAKE, (list(orgs), consumer, ids, ids, AT_ONCE))
    if not rows:
        return Replayed([], [])
    db.rows(_HOLD, (consumer, [row[2] for row in rows]))
    failed = reader.bisected(rows, lambda part: handler.handle([reader.decoded(row) for row in part]))
    errors = {row[0]: text_of(error) for row, error in failed}
    done = [row[0] for row in rows if row[0] not in errors]
    if done:
        db.run(_DROP, (list(orgs), consumer, done))
    if errors:
        db.run(_STILL, (list(errors), list(errors.values()), consumer, list(orgs)))
    return Replayed(done, sorted(errors))


def discard(orgs: Sequence[int], consumer: str, event_ids: Sequence[int]) -> list[int]:
    """Let dead events go for good; returns those that were there. The log itself still has them until it is pruned."""
    return sorted(row[0] for row in db.rows(_DISCARD, (list(orgs), consumer, list(event_ids))))


def _consumer(name: str) -> Consumer:
    for known in consumers():
        if known.name == name:
            return known
    raise NoSuchConsumer(name)
