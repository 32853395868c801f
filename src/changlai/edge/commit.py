"""Group commit: everything that waits is stored by one statement and one commit, then all are answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
import psycopg

from changlai.channels import intake, orders
from changlai.channels.contracts import Bell
from changlai.channels.intake import Arrival, Doorplate
from changlai.edge.database import Database
from changlai.kernel import db
from changlai.kernel.tenancy import OPEN_SCOPE

log = logging.getLogger("changlai.edge")
BATCH = 500
# Seconds between two batches in a rush. A batch costs as much as twelve of its rows, so fewer and larger ones are
# what makes a rush pass; in quiet times nothing waits. Bells are coalesced anyway.
DELIVERIES_PACE, BELLS_PACE = 0.010, 0.04
ON_THE_WAY = 2  # batches of deliveries: while one waits for the disk, the other gathers
UNSTORABLE = (psycopg.DataError, UnicodeEncodeError)  # NUL, half characters: no repetition will make it fit
T = TypeVar("T")
# One statement: its scope is opened before the orders are written, which the reference to it makes sure of.
_BELLS = f"""
    with opened(scope) as materialized ({OPEN_SCOPE})
    select lease_add('jobs', %b::bigint[], %b::text[], %b::text[], %b::text[], %b::float[])
    from opened where scope <> ''"""  # noqa: S608 - statements of ours only

Ring = tuple[Doorplate, Bell]


@dataclass(slots=True)
class Waiting(Generic[T]):
    """What a request brought; it may be answered once this is committed."""

    brought: Sequence[T]
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Flusher(Generic[T]):
    """One queue and the statement that stores what waits in it.

    ``pace``: seconds that lie between the beginnings of two batches at least.
    """

    def __init__(self, store: Callable[[Sequence[T]], Awaitable[object]], pace: float) -> None:
        self.store, self.pace = store, pace
        self.queue: asyncio.Queue[Waiting[T]] = asyncio.Queue()
        self.turn = asyncio.Lock()
        self.taken = 0.0  # when, by the clock of the loop

    async def keep(self, brought: Sequence[T]) -> None:
        """Returns when it is committed; raises what the database said."""
        waiting = Waiting(brought)
        self.queue.put_nowait(waiting)
        await waiting.done

    async def flush_forever(self) -> None:
        while True:
            async with self.turn:
                batch = [await self.queue.get()]
                await self._gather()
                while len(batch) < BATCH and not self.queue.empty():
                    batch.append(self.queue.get_nowait())
            await self._settle(batch)

    async def _gather(self) -> None:
        """In a rush, let some more arrive."""
        clock = asyncio.get_running_loop().time
        pause = self.taken + self.pace - clock()
        if pause > 0:
            await asyncio.sleep(pause)
        self.taken = clock()

    async def _settle(self, batch: Sequence[Waiting[T]]) -> None:
        try:
            await self.store([one for waiting in batch for one in waiting.brought])
        except Exception as error:  # noqa: BLE001 - every waiting request gets its answer
            if isinstance(error, UNSTORABLE) and len(batch) > 1:
                for one in batch:  # one of them cannot be stored: find it without losing the others
                    await self._settle([one])
                return
            if not db.is_transient(error) and not isinstance(error, UNSTORABLE):
                log.error(  # noqa: TRY400 - a trace may quote what was to be stored
                    "edge.store_failed", extra={"error": type(error).__name__, "count": len(batch)}
                )
            _finish(batch, error)
        else:
            _finish(batch, None)


class Committer:
    """Deliveries and bells have a flusher each, so that the deliveries stay a single statement; bells of one stream
    that ring while others are being stored become one order.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.deliveries: Flusher[Arrival] = Flusher(self._store, DELIVERIES_PACE)
        self.bells: Flusher[Ring] = Flusher(self._ring, BELLS_PACE)

    def background(self) -> list[Coroutine[Any, Any, None]]:
        return [*(self.deliveries.flush_forever() for _ in range(ON_THE_WAY)), self.bells.flush_forever()]

    async def keep(self, arrivals: Sequence[Arrival], bells: Sequence[Ring]) -> None:
        """Returns when both are committed; raises what the database said. Sent again, neither has a second effect."""
        if arrivals:
            await self.deliveries.keep(arrivals)
        if bells:
            await self.bells.keep(bells)

    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        await self.database.rows(intake.STORE, intake.parameters(arrivals))

    async def _ring(self, rings: Sequence[Ring]) -> None:
        """One order per stream, however often it rang."""
        latest = {(plate.account_id, bell.key): (plate, bell) for plate, bell in rings}
        jobs = [
            orders.pull_job(plate.organisation_id, plate.account_id, bell)
            for _, (plate, bell) in sorted(latest.items())
        ]
        organisations = [job.organisation_id for job in jobs]
        columns = (
            organisations,
            organisations,
            [job.kind for job in jobs],
            [msgspec.json.encode(job.body).decode() for job in jobs],
            [job.unique_key for job in jobs],
            [job.delay for job in jobs],
        )
        await self.database.rows(_BELLS, columns)

    async def note(self, counts: Sequence[tuple[int, int, str, str, int]]) -> None:
        """Add to the health counters: (organisation, account, outcome, reason, count)."""
        columns = [[row[i] for row in counts] for i in range(5)]
        await self.database.together([(OPEN_SCOPE, (columns[0],)), (orders.NOTE, columns)])


def _finish(batch: Sequence[Waiting[T]], error: Exception | None) -> None:
    for waiting in batch:
        if waiting.done.cancelled():
            continue
        if error is None:
            waiting.done.set_result(None)
        else:
            waiting.done.set_exception(error)
