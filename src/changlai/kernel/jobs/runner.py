"""Takes work from a queue and does it. One runner belongs to one thread; outside jobs go to a small pool of threads."""

import logging
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
from django.db import transaction

from changlai.kernel import db, tenancy
from changlai.kernel.events import log
from changlai.kernel.jobs.lease import Job, LostLease, Permanent, RetryIn
from changlai.kernel.jobs.registry import Handler, handlers
from changlai.kernel.jobs.rush import RUSH
from changlai.kernel.sentences import NO_HANDLER, text_of

logger = logging.getLogger("changlai.jobs")
MAX_CRASHES = 5
LONGEST_WAIT = 3600.0  # seconds between two tries
_CLAIM = "select id, organisation_id, kind, body::text, attempts, crashes from lease_claim(%s, %s, %s, %s)"
_FAIL = """update lease set holder = null, attempts = attempts + %s, error = %s, state = %s,
    due = clock_timestamp() + make_interval(secs => %s) where id = %s and holder = %s returning id"""


class WorkerVanished(Exception):
    """Worker after worker that took the job vanished: it is not given to another one."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How many outside jobs of a queue run at once in a process; ``in_a_rush``, when events have piled up, fewer do
    what nobody waits for (0: as many as ever). ``at_once`` are claimed in one go (0: as many as there is room for);
    one by one, what is ordered together is shared out to all workers.
    """

    threads: int
    in_a_rush: int = 0
    at_once: int = 0

    def at_work(self) -> int:
        return self.in_a_rush if self.in_a_rush and RUSH.is_on else self.threads


class Runner:
    """Works one queue."""

    def __init__(self, queue: str, *, holder: str, crew: Crew = Crew(4), limit: int = 100) -> None:
        self.queue = queue
        self.holder = holder
        self.limit = limit
        self.crew = crew
        self.running: set[Future[None]] = set()
        self.connections: set[psycopg.Connection[db.Row]] = set()  # one per thread, kept between jobs
        self.pool = ThreadPoolExecutor(crew.threads, thread_name_prefix=queue)
        self.seconds = max((h.seconds for h in handlers().values() if h.queue == queue), default=30.0)
        self.has_outside = any(not h.inside for h in handlers().values() if h.queue == queue)

    def run_once(self) -> int:
        """Claim and do one batch; returns how many jobs were claimed."""
        room = self._room()
        jobs = self._claim(room) if room else []
        by_kind: dict[str, list[Job]] = {}
        for found in jobs:
            if found.crashes >= MAX_CRASHES:
                vanished = WorkerVanished(f"its worker died {found.crashes} times")
                self._write_failure(found, vanished, attempts=0, dead=True, wait=0.0)
            else:
                by_kind.setdefault(found.kind, []).append(found)
        for kind, group in by_kind.items():
            handler = handlers().get(kind)
            if handler is None:
                self._fail_all(group, Permanent(f"{NO_HANDLER} {kind}"), attempts=1)
            elif handler.inside:
                self._inside(handler, group)
            else:
                self.running |= {self.pool.submit(self._outside_in_thread, handler, one) for one in group}
        return len(jobs)

    def _room(self) -> int:
        """How many jobs may be claimed now; waits for a thread when a slow platform holds them all."""
        if not self.has_outside:
            return self.limit
        if len(self.running) >= self.crew.at_work():
            wait(self.running, return_when=FIRST_COMPLETED)
        self.running = {future for future in self.running if not future.done()}
        room = max(0, self.crew.at_work() - len(self.running))
        return min(room, self.crew.at_once) if self.crew.at_once else room

    def close(self) -> None:
        """Let claimed jobs end, then close what their threads had open.

        No more are claimed than there are threads. One whose thread has not begun is done too: dropped, it would wait
        for the end of its lease, as if its worker had died.
        """
        self.pool.shutdown(wait=True)
        for opened in self.connections:
            opened.close()

    def _claim(self, limit: int) -> list[Job]:
        found = db.rows(_CLAIM, (self.queue, self.holder, limit, self.seconds))
        return [Job(r[0], r[1], r[2], msgspec.json.decode(r[3]), r[4], r[5], self.holder) for r in found]

    def _inside(self, handler: Handler, jobs: list[Job]) -> None:
        try:
            self._together(handler, jobs)
        except Exception as error:  # noqa: BLE001 - every failure of a job is written on its row
            if db.is_transient(error):
                logger.warning("jobs.transient", extra={"kind": handler.kind, "error": type(error).__name__})
                self._fail_all(jobs, error, attempts=0)
            elif len(jobs) == 1:
                self._failed(handler, jobs[0], error)
            else:
                half = len(jobs) // 2
                self._inside(handler, jobs[:half])
                self._inside(handler, jobs[half:])

    def _together(self, handler: Handler, jobs: list[Job]) -> None:
        orgs = sorted({j.organisation_id for j in jobs})
        with transaction.atomic():
            tenancy.tell_database(orgs)
            held = {r[0] for r in db.rows("select * from lease_finish(%s, %s)", ([j.id for j in jobs], self.holder))}
            mine = [j for j in jobs if j.id in held]
            if not mine:
                return
            with tenancy.opened(orgs):
                handler.run(mine)
                log.flush()

    def _outside_in_thread(self, handler: Handler, job: Job) -> None:
        try:
            opened = db.raw()
            self.connections.add(opened)
            self.outside(handler, job)
            if opened.closed:  # who waits for long gives it back meanwhile, and has another one now
                self.connections.discard(opened)
                self.connections.add(db.raw())
        except Exception:  # a thread's last line; the lease runs out and the job is claimed again
            logger.exception("jobs.lost", extra={"kind": job.kind, "job": job.id})
            db.drop_connection()

    def outside(self, handler: Handler, job: Job) -> None:
        """Run one outside job with no transaction open; whatever it did not complete itself is completed here."""
        try:
            handler.run(job)
            if job.is_completed:
                return
            with transaction.atomic():
                tenancy.tell_database([job.organisation_id])
                db.rows("select * from lease_finish(%s, %s)", ([job.id], self.holder))
        except LostLease:
            logger.warning("jobs.lease_lost", extra={"kind": job.kind, "job": job.id})
        except Exception as error:  # noqa: BLE001 - every failure of a job is written on its row
            self._failed(handler, job, error)

    def _failed(self, handler: Handler, job: Job, error: Exception) -> None:
        if db.is_transient(error):
            db.drop_connection()
        if isinstance(error, RetryIn):
            self._write_failure(job, error, attempts=0, dead=False, wait=error.seconds)
            return
        dead = isinstance(error, Permanent) or job.attempts + 1 >= handler.attempts
        is_passing = db.is_transient(error)  # a lock that was not to be had: nobody need look at it
        logger.log(
            logging.ERROR if dead else logging.INFO if is_passing else logging.WARNING,
            "jobs.failed",
            extra={
                "kind": job.kind,
                "job": job.id,
                "attempts": job.attempts + 1,
                "dead": dead,
                "error": type(error).__name__,
            },
        )
        wait = min(2.0**job.attempts, LONGEST_WAIT)
        self._write_failure(job, error, attempts=1, dead=dead, wait=wait * (0.5 + job.id % 100 / 100))

    def _fail_all(self, jobs: Iterable[Job], error: Exception, *, attempts: int) -> None:
        for job in jobs:
            self._write_failure(job, error, attempts=attempts, dead=isinstance(error, Permanent), wait=1.0)

    def _write_failure(self, job: Job, error: Exception, *, attempts: int, dead: bool, wait: float) -> None:
        with transaction.atomic():
            tenancy.tell_database([job.organisation_id])
            text = text_of(error)
            parameters: tuple[Any, ...] = (attempts, text, "dead" if dead else "ready", wait, job.id, self.holder)
            if db.value(_FAIL, parameters) is not None and dead:
                self._tell(job, text)

    def _tell(self, job: Job, error: str) -> None:
        """Say that a job was given up to its module. What goes wrong over it must not keep the job alive."""
        handler = handlers().get(job.kind)
        if handler is None or handler.given_up is None:
            return
        try:
            with transaction.atomic(), tenancy.opened([job.organisation_id]):
                handler.given_up(job, error)
                log.flush()
        except Exception:  # its savepoint is rolled back, the death of the job stays
            logger.exception("jobs.not_told", extra={"kind": job.kind, "job": job.id})
