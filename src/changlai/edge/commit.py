"""Group commit: everything that waits is stored by one statement and one commit, then all are answered."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import psycopg

from changlai.channels import intake, orders
from changlai.channels.contracts import Bell
from changlai.channels.intake import Arrival, Doorplate
from changlai.edge.database import Database
from changlai.kernel import db

log = logging.getLogger("changlai.edge")
BATCH = 500
FLUSHERS = 2
_BELLS = "select lease_add('jobs', %b::bigint[], %b::text[], %b::text[], %b::text[], %b::float[])"
_SCOPE = "select set_config('app.organisations', %s, true)"
_NOTE_SCOPE = (
    "select set_config('app.organisations', (select array_agg(distinct o)::text from unnest(%b::bigint[]) o), true)"
)


@dataclass(slots=True)
class Waiting:
    """A request that may be answered once this is committed."""

    arrivals: Sequence[Arrival]
    bells: Sequence[tuple[Doorplate, Bell]]
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Committer:
    """Two flushers: while one waits for the disk, the other gathers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.queue: asyncio.Queue[Waiting] = asyncio.Queue()

    async def keep(self, waiting: Waiting) -> None:
        """Returns when it is committed; raises what the database said."""
        self.queue.put_nowait(waiting)
        await waiting.done

    async def flush_forever(self) -> None:
        while True:
            batch = [await self.queue.get()]
            while len(batch) < BATCH and not self.queue.empty():
                batch.append(self.queue.get_nowait())
            await self._settle(batch)

    async def _settle(self, batch: list[Waiting]) -> None:
        try:
            await self._store(batch)
        except Exception as error:  # noqa: BLE001 - every waiting request gets its answer
            if isinstance(error, psycopg.DataError) and len(batch) > 1:
                for one in batch:  # one of them cannot be stored: find it without losing the others
                    await self._settle([one])
                return
            if not db.is_transient(error):
                log.error("edge.store_failed", extra={"error": type(error).__name__, "count": len(batch)})
            _finish(batch, error)
        else:
            _finish(batch, None)

    async def _store(self, batch: Sequence[Waiting]) -> None:
        arrivals = [arrival for waiting in batch for arrival in waiting.arrivals]
        bells = {(plate.account_id, bell.key): (plate, bell) for waiting in batch for plate, bell in waiting.bells}
        if not bells:
            await self.database.rows(intake.STORE, intake.parameters(arrivals))
            return
        statements: list[tuple[str, Sequence[object]]] = (
            [(intake.STORE, intake.parameters(arrivals))] if arrivals else []
        )
        jobs = [
            orders.pull_job(plate.organisation_id, plate.account_id, bell) for _, (plate, bell) in sorted(bells.items())
        ]
        organisations = (
            "{"
            + ",".join(
                str(o) for o in sorted({job.organisation_id for job in jobs} | {a.organisation_id for a in arrivals})
            )
            + "}"
        )
        statements.append((_SCOPE, (organisations,)))
        encode = msgspec.json.encode
        statements.append(
            (
                _BELLS,
                (
                    [job.organisation_id for job in jobs],
                    [job.kind for job in jobs],
                    [encode(job.body).decode() for job in jobs],
                    [job.unique_key for job in jobs],
                    [job.delay for job in jobs],
                ),
            )
        )
        await self.database.together(statements)

    async def note(self, counts: Sequence[tuple[int, int, str, str, int]]) -> None:
        """Add to the health counters: (organisation, account, outcome, reason, count)."""
        columns = [[row[i] for row in counts] for i in range(5)]
        await self.database.together([(_NOTE_SCOPE, (columns[0],)), (orders.NOTE, columns)])


def _finish(batch: Sequence[Waiting], error: Exception | None) -> None:
    for waiting in batch:
        if waiting.done.cancelled():
            continue
        if error is None:
            waiting.done.set_result(None)
        else:
            waiting.done.set_exception(error)
