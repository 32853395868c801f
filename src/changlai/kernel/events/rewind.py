"""Letting a consumer read the log again from an earlier place: after a handler was mended, or to rebuild what it made.

Safe by the rule every consumer obeys: handling an event again changes nothing that is already right.
"""

from datetime import datetime

from django.db import transaction

from changlai.kernel import db
from changlai.kernel.events.registry import consumers

# The row locks wait for batches in hand; while we hold them nobody claims, so the marks of the old place can go.
_LOCK = "select shard from event_cursor where consumer = %s order by shard for update"
_BACK = """with moved as (
    update event_cursor set after = %s, moved = clock_timestamp()
    where consumer = %s and after > %s returning shard)
  select count(*) from moved"""
_PATIENCE = "set local lock_timeout = '14s'"  # longer than a batch takes, shorter than the statement's own limit


class NoSuchConsumer(LookupError):
    """The house has no consumer of this name, or none that has read anything yet."""


@transaction.atomic
def rewind(consumer: str, *, position: int) -> int:
    """Make ``consumer`` read on from just after ``position``; returns how many shards went back.

    Waits for batches in hand. A shard that is not that far yet stays where it is: a rewind never skips anything.
    Raises NoSuchConsumer, and psycopg's LockNotAvailable when a batch does not end within 14 seconds.
    """
    if consumer not in {known.name for known in consumers()}:
        raise NoSuchConsumer(consumer)
    db.run(_PATIENCE)
    if not db.rows(_LOCK, (consumer,)):
        raise NoSuchConsumer(consumer)
    db.run("delete from event_mark where consumer = %s", (consumer,))
    moved = db.value(_BACK, (position, consumer, position))
    db.run("select pg_notify('kernel_event', '')")
    return int(moved)


def position_at(moment: datetime) -> int:
    """The place in the log just before the first event written at ``moment`` or later."""
    return int(db.value("select event_position_at(%s)", (moment,)))


def reaches_back_to() -> datetime | None:
    """Since when the log is kept; None while it is empty."""
    moment: datetime | None = db.value("select event_reaches_back_to()")
    return moment
