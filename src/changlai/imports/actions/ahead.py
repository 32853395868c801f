"""Rows are checked in two steps at once: while what was said of one batch is written down, the next one is read.

What is written down, and how far it is, are one transaction: a worker that dies leaves its last batches undone.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from django.db import connection

from changlai.imports.actions import checking
from changlai.imports.actions.checking import Batch, Memory, check_next, end_check, keep_batch
from changlai.imports.enums import ImportState
from changlai.imports.models import ImportRun
from changlai.kernel.jobs import ENDING, RetryIn
from changlai.kernel.tenancy import scope

Hold = Callable[[], None]
Setting = Callable[[ImportRun], AbstractContextManager[object]]


class Ahead:
    """The check of one import. ``setting`` puts a thread into the language and zone of whoever began it."""

    def __init__(self, run: ImportRun, hold: Hold, setting: Setting) -> None:
        self.run, self.hold, self.setting = run, hold, setting
        self.memory = Memory(run)

    def check(self) -> None:
        """All rows, from the first on that is not checked; ends early when the import was stopped."""
        place = self.run.place
        kept: Future[bool] | None = None
        with self._writer() as write:
            while True:
                batch = self._next(place)
                if kept is not None and not kept.result():
                    return
                if batch is None:
                    break
                kept, place = write(batch), batch.last
                if ENDING.is_set():
                    kept.result()
                    raise RetryIn(1)
        self._end(place)

    @contextmanager
    def _writer(self) -> Iterator[Callable[[Batch], "Future[bool]"]]:
        """Who writes down what was said: a thread beside this one, where there is more than one batch."""
        if self.run.row_count <= checking.BATCH:
            yield self._here
            return
        with ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
            try:
                yield lambda batch: pool.submit(self._keep, batch)
            finally:
                pool.submit(_close)

    def _here(self, batch: Batch) -> "Future[bool]":
        done: Future[bool] = Future()
        done.set_result(self._keep(batch))
        return done

    def _next(self, place: int) -> Batch | None:
        with scope(self.run.organisation_id):
            self.memory.load()
            return check_next(self.run, self.memory, place)

    def _keep(self, batch: Batch) -> bool:
        """False when the import is somewhere else by now, or its columns are others."""
        with self.setting(self.run), scope(self.run.organisation_id):
            found = self._held(batch.first)
            if found is None:
                return False
            self.hold()
            keep_batch(found, batch)
            return True

    def _end(self, place: int) -> None:
        with scope(self.run.organisation_id):
            found = self._held(place)
            if found is not None:
                self.hold()
                end_check(found)

    def _held(self, place: int) -> ImportRun | None:
        """The import, locked, when it still stands where this check has brought it."""
        found = ImportRun.objects.select_for_update(of=("self",)).get(pk=self.run.pk)
        here = (found.state, found.trouble, found.place, found.mapping)
        return found if here == (ImportState.CHECKING, "", place, self.run.mapping) else None


def _close() -> None:
    """The connection of the thread this runs in: ``connection`` is another one in each."""
    connection.close()
