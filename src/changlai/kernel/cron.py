"""Work that comes round by the clock. Rows in the database, claimed by any worker: there is no scheduler process."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from changlai.kernel import db, discovery, tenancy
from changlai.kernel.sentences import text_of

logger = logging.getLogger("changlai.cron")
_entries: dict[str, "Entry"] = {}
# Taking notes down who runs it and since when; only the end of a run sets it forward. Who vanishes in between has his
# run made up for when his lease is over, by whichever worker comes first.
LEASE = timedelta(minutes=5)
_TAKE = """
    update cron set last = clock_timestamp(), holder = %s
    where name in (select name from cron where next <= clock_timestamp() and name = any(%s)
                     and (holder is null or last <= clock_timestamp() - %s)
                   order by next limit 1 for update skip locked)
    returning name"""
# What was missed is made up for once, and the hour stays: forward means by whole intervals.
_SET_FORWARD = """
    update cron set error = %s, holder = null, next = next + every
      * (1 + floor(extract(epoch from clock_timestamp() - next) / extract(epoch from every)))::float
    where name = %s and holder = %s"""
_LET_GO = "update cron set holder = null where holder = %s and name = any(%s)"
# What comes once a day or rarer has its hour; the rest begins within a minute of the first start.
_DECLARE = """
    insert into cron (name, every, next) values (%(name)s, %(every)s, case
      when %(every)s < interval '1 day' then clock_timestamp() + least(%(every)s, interval '1 minute')
      when date_trunc('day', clock_timestamp()) + %(offset)s > clock_timestamp()
        then date_trunc('day', clock_timestamp()) + %(offset)s
      else date_trunc('day', clock_timestamp()) + %(offset)s + interval '1 day' end)
    on conflict (name) do update set every = excluded.every where cron.every <> excluded.every"""


@dataclass(frozen=True, slots=True)
class Entry:
    """``run`` is called without a scope; it orders jobs or does quick housekeeping, and bears being called twice."""

    name: str
    every: timedelta
    offset: timedelta  # after midnight UTC of the first due time; platforms ask to keep off the full and half hour
    run: Callable[[], None]


def cron(
    name: str, *, every: timedelta, offset: timedelta = timedelta()
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare periodic work in a module's ``jobs`` or ``housekeeping`` room."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        _entries[name] = Entry(name, every, offset, run)
        return run

    return register


def in_each(organisation_ids: Iterable[int], run: Callable[[int], None]) -> None:
    """Run for one organisation after the other, each in its scope and transaction; one's error does not stop the rest.

    Raises SomeFailed at the end when there was any, so that it stands on the cron's row.
    """
    failed: dict[int, Exception] = {}
    for organisation_id in organisation_ids:
        try:
            with tenancy.scope(organisation_id):
                run(organisation_id)
        except Exception as caught:
            if db.is_transient(caught):
                raise
            logger.exception("cron.organisation_failed", extra={"organisation": organisation_id})
            failed[organisation_id] = caught
    if failed:
        raise SomeFailed(failed)


class SomeFailed(Exception):
    """What went wrong in which organisations; all others are done."""

    def __init__(self, failed: Mapping[int, Exception]) -> None:
        told = "; ".join(f"organisation {one}: {type(error).__name__}: {error}" for one, error in failed.items())
        super().__init__(told)


_PART = re.compile(r"(?:^SomeFailed: |; )organisation (\d+): ")


def error_for(error: str, organisation_id: int) -> str:
    """So much of the error on a cron's row as is this organisation's: what failed for others only is not told."""
    _before, *parts = _PART.split(error)
    if not parts:
        return error
    return dict(zip(parts[::2], parts[1::2], strict=True)).get(str(organisation_id), "")


def entries() -> dict[str, Entry]:
    discovery.rooms("jobs")
    discovery.rooms("housekeeping")
    return _entries


def register_all() -> None:
    """Make the rows of newly declared entries; a changed interval takes effect."""
    for entry in entries().values():
        db.run(_DECLARE, {"name": entry.name, "every": entry.every, "offset": entry.offset})


def let_go(holder: str) -> None:
    """What a worker had when the database went away is due again; for itself to say, before its first round."""
    db.run(_LET_GO, (holder, list(entries())))


def run_due(holder: str) -> int:
    """Run what is due; an error is kept on the row and does not stop the others.

    What was cut short (a lock that was not to be had in time) is due again in the next round. Raises what the database
    says when it goes away: whoever comes back lets his entries go (see ``let_go``), and those of who does not are made
    up for after LEASE.
    """
    count, names = 0, list(entries())
    while True:
        with transaction.atomic():
            name = db.value(_TAKE, (holder, names, LEASE))
        if name is None:
            return count
        count += 1
        try:
            db.run(_SET_FORWARD, (_error_of(name), name, holder))
        except Exception as caught:
            if not db.is_transient(caught):
                raise
            logger.warning("cron.cut_short", extra={"cron": name, "error": type(caught).__name__})
            db.run(_LET_GO, (holder, [name]))
            names.remove(name)


def _error_of(name: str) -> str | None:
    """Run the entry; what went wrong in words, or None."""
    try:
        entries()[name].run()
    except Exception as caught:
        if db.is_transient(caught):
            raise
        logger.exception("cron.failed", extra={"cron": name})
        return text_of(caught)
    return None
