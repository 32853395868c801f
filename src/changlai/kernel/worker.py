"""The worker process: consumers, queues and cron, each in a thread of its own, woken by the database."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import connection
from django.urls import get_resolver

from changlai.kernel import cron, db, memory
from changlai.kernel.events import SHARDS, consumers
from changlai.kernel.events.reader import Reader
from changlai.kernel.jobs import ENDING, RUSH, queues
from changlai.kernel.jobs.runner import Crew, Runner

logger = logging.getLogger("changlai.worker")
POLL = 1.0  # seconds; the fallback when a wake-up was lost
# Seconds from one sweep to the next while little happens: what a message waits longer, and what a trickle of them
# costs less. With MUCH in hand a worker goes on at once.
GAP, MUCH = 0.04, 200
REST_AFTER_ERROR = 0.5
_SWEEP = "select event_sweep(%b::text[], %b::text[])"
CREWS = {
    "outbox": Crew(6),
    "urgent": Crew(4),
    "jobs": Crew(4),
    "fetches": Crew(4, in_a_rush=1),
    "feeds": Crew(4, in_a_rush=1),  # servers of strangers, some of them slow
    "webhooks": Crew(6),
    "runs": Crew(3),
    "imports": Crew(6, at_once=1),  # an import's lanes are shared out to all workers, and another has room beside it
    "second_looks": Crew(4, in_a_rush=1),
    "listen": Crew(50),  # who listens waits and costs little
}


def open_board() -> psycopg.Connection[db.Row]:
    """An autocommit connection outside Django's: it listens, and keeps the marks of what is in hand."""
    return psycopg.connect(**db.parameters(), autocommit=True)


def _warm() -> None:
    """Load what makes addresses, all pages with it: seconds that the first job with a notice would wait for."""
    get_resolver().reverse_dict  # noqa: B018 - it is made when it is asked for


class Worker:
    """Runs until told to stop."""

    def __init__(self, *, workers: int = 1) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{time.time_ns() % 10**9}"
        self.share = max(1, SHARDS // workers)
        self.stopping = threading.Event()
        self.bells = {name: threading.Event() for name in ["events", *queues()]}

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        memory.settle()
        loops: dict[str, Callable[[], None]] = {"events": self._events, "cron": self._cron}
        threads = [threading.Thread(target=self._forever, args=(name, loop), name=name) for name, loop in loops.items()]
        threads += [
            threading.Thread(target=self._forever, args=(name, lambda n=name: self._queue(n)), name=name)
            for name in queues()
        ]
        threads.append(threading.Thread(target=_warm, name="warm"))
        for thread in threads:
            thread.start()
        logger.info("worker.started", extra={"holder": self.holder})
        self._forever("listener", self._listen)
        for bell in self.bells.values():
            bell.set()
        for thread in threads:
            thread.join()
        logger.info("worker.stopped", extra={"holder": self.holder})

    def _stop(self, *_: object) -> None:
        ENDING.set()
        self.stopping.set()

    def _forever(self, name: str, loop: Callable[[], None]) -> None:
        """Run a loop again whenever the database went away under it."""
        while not self.stopping.is_set():
            try:
                loop()
            except Exception as error:
                if not db.is_transient(error):
                    logger.exception("worker.loop_failed", extra={"loop": name})
                else:
                    logger.warning("worker.database_away", extra={"loop": name, "error": type(error).__name__})
                db.drop_connection()
                self.stopping.wait(REST_AFTER_ERROR)
        connection.close()

    def _listen(self) -> None:
        with open_board() as board:
            board.execute("listen kernel_event")
            board.execute("listen kernel_lease")
            for bell in self.bells.values():
                bell.set()
            while not self.stopping.is_set():
                for note in board.notifies(timeout=POLL, stop_after=1):
                    name = "events" if note.channel == "kernel_event" else note.payload
                    if name in self.bells:
                        self.bells[name].set()

    def _events(self) -> None:
        with open_board() as board:
            board.execute("set synchronous_commit = off")
            readers = [Reader(consumer, holder=self.holder, board=board, share=self.share) for consumer in consumers()]
            for reader in readers:
                reader.register()
            again: list[Reader] = []
            while not self.stopping.is_set():
                bell = self.bells["events"]
                bell.clear()
                next_sweep = time.monotonic() + GAP
                all_were_asked = not again
                working = again or self._with_work(board, [reader for reader in readers if not reader.rest])
                passed = [(reader, reader.run_once()) for reader in working]
                handled = sum(count for _, count in passed)
                busy = [reader for reader, count in passed if not reader.consumer.pace and reader.has_much(count)]
                again = busy if all_were_asked else []  # after a full batch is another: every second look is saved
                if busy:
                    RUSH.go_on()
                    for reader in readers:
                        reader.give_way()
                if not handled and all_were_asked:
                    bell.wait(min((reader.rest or POLL for reader in readers), default=POLL))
                if handled < MUCH and not any(reader.is_careful for reader in readers):
                    time.sleep(max(0.0, next_sweep - time.monotonic()))

    @staticmethod
    def _with_work(board: psycopg.Connection[db.Row], readers: list[Reader]) -> list[Reader]:
        """Those the log has something for, by one statement that passes the others: an idle consumer costs nothing."""
        names = [reader.consumer.name for reader in readers for _ in reader.consumer.kinds]
        kinds = [kind for reader in readers for kind in reader.consumer.kinds]
        waiting = {row[0] for row in board.execute(_SWEEP, (names, kinds), prepare=True)}
        return [reader for reader in readers if reader.consumer.name in waiting]

    def _queue(self, name: str) -> None:
        runner = Runner(name, holder=f"{self.holder}:{name}", crew=CREWS.get(name, Crew(2)))
        try:
            while not self.stopping.is_set():
                self.bells[name].clear()
                if not runner.run_once():
                    self.bells[name].wait(POLL)
        finally:
            runner.close()

    def _cron(self) -> None:
        cron.register_all()
        cron.let_go(self.holder)
        while not self.stopping.is_set():
            cron.run_due(self.holder)
            self.stopping.wait(POLL)
