"""Reading the log: claim, read, effect and cursor in one transaction, so that an effect happens exactly once."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psycopg
from django.db import transaction

from changlai.kernel import db, tenancy
from changlai.kernel.events import log
from changlai.kernel.events.log import Event
from changlai.kernel.events.registry import Consumer
from changlai.kernel.sentences import ERROR_LENGTH, text_of

logger = logging.getLogger("changlai.events")

DEATHS_BEFORE_CAREFUL = 2  # a worker vanished twice at the same place: walk one event at a time
DEATHS_ALONE_BEFORE_PARKING = 2  # ... and twice more with nothing but that event in hand: park it
DEATHS_BEFORE_PARKING = DEATHS_BEFORE_CAREFUL + DEATHS_ALONE_BEFORE_PARKING
GIVES_WAY = 2.0  # seconds between two batches of a consumer with a pace while others have much to do

_CLAIM = """select shards, starts, ends, ids, orgs, keys, kinds, bodies
    from event_claim(%s, %b::text[], %s, %s, %b::smallint[])"""
_TAKE_UP = """select shard, deaths, alone, careful_until
    from event_take_up(%s, %s, %b::smallint[], %b::bigint[], %b::bigint[], %s)"""
_BURY = """insert into event_dead (consumer, event_id, organisation_id, key, kind, body, error, trace)
    values (%s, %s, %s, %s, %s, %s::json, %s, %s)
    on conflict (consumer, event_id) do update set error = excluded.error, trace = excluded.trace, at = now()"""

LogRow = tuple[int, int, int, str, str]


class Claim(NamedTuple):
    """What a reader has locked: its shards, the places where they stood and stand now, and the events between."""

    shards: list[int]
    starts: list[int]
    ends: list[int]
    found: list[LogRow]


class Reader:
    """Runs one consumer. ``board`` is an autocommit connection of the worker: marks outlive its transactions."""

    def __init__(
        self, consumer: Consumer, *, holder: str, board: psycopg.Connection[db.Row] | None, share: int = log.SHARDS
    ) -> None:
        self.consumer = consumer
        self.holder = holder
        self.board = board
        self.share = share
        self._careful: set[int] = set()
        self._rests_until = 0.0
        self._ended = -GIVES_WAY  # when its last batch did

    @property
    def is_careful(self) -> bool:
        """Whether it walks one event at a time, past one that has killed workers."""
        return bool(self._careful)

    @property
    def rest(self) -> float:
        """Seconds until it may go on: a consumer with a pace lets events gather, unless its last batch was full."""
        return max(0.0, self._rests_until - time.monotonic())

    def register(self) -> None:
        """Give the consumer its cursors; one that is new begins at the start of the log."""
        db.run(
            "insert into event_cursor (consumer, shard) select %s, generate_series(0, %s) on conflict do nothing",
            (self.consumer.name, log.SHARDS - 1),
        )

    def run_once(self) -> int:
        """Handle one batch. Returns how many log entries were passed; 0 means there was nothing to do."""
        shards: list[int] = []
        try:
            passed = self._batch(shards, bisect=False)
        except Exception as error:
            self._let_go(shards)
            if db.is_transient(error):
                raise
            logger.warning("events.batch_failed", extra={"consumer": self.consumer.name, "error": type(error).__name__})
            passed = self._batch(shards, bisect=True)
        self._ended = time.monotonic()
        if not self.has_much(passed):
            self._rests_until = self._ended + self.consumer.pace
        return passed

    def has_much(self, passed: int) -> bool:
        """Whether a batch of so many says that more is waiting."""
        return passed >= self.consumer.limit // 2

    def give_way(self) -> None:
        """Let those somebody waits for go first: with a pace, it goes on some time after its last batch."""
        if self.consumer.pace:
            self._rests_until = max(self._rests_until, self._ended + GIVES_WAY)

    def _batch(self, shards: list[int], *, bisect: bool) -> int:
        with transaction.atomic():
            claim = self._claim(shards or None)
            if claim is None:
                return 0
            shards[:] = claim.shards
            found = claim.found
            if not found:
                return 1  # passed: the log held nothing for this consumer
            parked = self._take_up(claim)
            if parked is None:
                transaction.set_rollback(True)  # careful from now on: the next call claims one event
                return 1
            with tenancy.opened({row[1] for row in found}):
                self._handle(found, parked=parked, bisect=bisect)
                log.flush()
            return len(found)

    def _claim(self, only: Sequence[int] | None) -> Claim | None:
        careful = bool(self._careful)
        limit = 1 if careful else self.consumer.limit
        share = 1 if careful else self.share
        wanted = sorted(self._careful) if careful and only is None else only
        known = (self.consumer.name, self.consumer.kinds, share, limit, wanted)
        answer = db.row(_CLAIM, known, packed=True)
        if answer is None or answer[0] is None:
            self._careful.clear()
            return None
        shards, starts, ends, *columns = answer
        return Claim(shards, starts, ends, list(zip(*columns, strict=True)) if columns[0] else [])

    def _take_up(self, claim: Claim) -> bool | None:
        """Mark the batch. True: its single event is to be parked; None: it must be claimed again, one by one."""
        if self.board is None:
            return False
        shards, starts, ends, _ = claim
        was_careful = bool(self._careful)
        marks = self.board.execute(
            _TAKE_UP,
            (self.consumer.name, self.holder, shards, starts, ends, was_careful),
            prepare=True,
        ).fetchall()
        begin = dict(zip(shards, starts, strict=True))
        for shard, deaths, _, careful_until in marks:
            if deaths >= DEATHS_BEFORE_CAREFUL or begin[shard] < careful_until:
                self._careful.add(shard)
            else:
                self._careful.discard(shard)
        if self._careful and not was_careful:
            self._let_go(shards)
            return None
        return was_careful and any(alone >= DEATHS_ALONE_BEFORE_PARKING for _, _, alone, _ in marks)

    def _let_go(self, shards: Sequence[int]) -> None:
        """The worker lives: what happened next is not a death."""
        if self.board is not None and shards:
            self.board.execute(
                "update event_mark set holder = null where consumer = %s and shard = any(%s)",
                (self.consumer.name, list(shards)),
            )

    def _handle(self, found: list[LogRow], *, parked: bool, bisect: bool) -> None:
        if parked:
            for row in found:
                self._bury(row, RuntimeError(f"its worker died {DEATHS_BEFORE_PARKING} times"))
        elif not bisect:
            self.consumer.handle([decoded(row) for row in found])
        else:
            for row, error in bisected(found, lambda part: self.consumer.handle([decoded(row) for row in part])):
                self._bury(row, error)

    def _bury(self, row: LogRow, error: Exception) -> None:
        logger.error(
            "events.dead",
            extra={"consumer": self.consumer.name, "event": row[0], "kind": row[3], "error": type(error).__name__},
        )
        trace = db.storable("".join(traceback.format_exception(error))[-ERROR_LENGTH:])
        db.run(_BURY, (self.consumer.name, *row, text_of(error), trace))


def decoded(row: LogRow) -> Event:
    return log.decode(row[3], row[4], row[0])


def bisected(items: list[LogRow], handle: Callable[[list[LogRow]], None]) -> list[tuple[LogRow, Exception]]:
    """Run under savepoints, halving what fails; returns the single items that fail alone, in order."""
    if not items:
        return []
    try:
        with transaction.atomic():
            handle(items)
    except Exception as error:
        if db.is_transient(error):
            raise
        if len(items) == 1:
            return [(items[0], error)]
        half = len(items) // 2
        return bisected(items[:half], handle) + bisected(items[half:], handle)
    return []
