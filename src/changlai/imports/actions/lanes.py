"""Good rows are written in two lanes at once, each with a connection of its own: while the database writes one batch,
the next is made ready.

No two good rows mean the same record: of two that do, the one further down is a duplicate. Those come when all good
ones are written, one batch after another, in their order.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from django.db import connection
from django.utils import timezone

from changlai.imports.actions.writing import BATCH, Overtaken, Waiting, finish, next_rows, write_rows
from changlai.imports.enums import ImportState, RowState
from changlai.imports.models import ImportRun
from changlai.kernel import bulk, db
from changlai.kernel.jobs import ENDING, RetryIn
from changlai.kernel.tenancy import scope

LANES = 2
_FIRST, _THEN = (RowState.GOOD,), (RowState.GOOD, RowState.TWIN)
TRIES = 5  # of one batch, when the database asks to do it again

Hold = Callable[[], None]
Setting = Callable[[ImportRun], AbstractContextManager[object]]


class Lanes:
    """One run of an import. ``setting`` puts a thread into the language and zone of whoever began it."""

    def __init__(self, run: ImportRun, hold: Hold, setting: Setting) -> None:
        self.run, self.hold, self.setting = run, hold, setting
        self.turn = threading.Lock()
        self.after = dict.fromkeys((_FIRST, _THEN), 0)
        self.is_over = False

    def write(self) -> None:
        """Everything that is ready; what is left when the import was stopped stays as it is."""
        self._piece()  # alone: what it makes for all, such as new tags, is there for the lanes
        if self.run.good_count > BATCH:
            with ThreadPoolExecutor(LANES, thread_name_prefix="import") as pool:
                for lane in [pool.submit(self._lane) for _ in range(LANES)]:
                    lane.result()
        while not self.is_over and self._piece(_THEN):
            pass
        if not self.is_over:
            with scope(self.run.organisation_id):
                if (found := self._held()) is not None:
                    finish(found, timezone.now())

    def _lane(self) -> None:
        try:
            with self.setting(self.run):
                while not self.is_over and self._piece():
                    pass
        finally:
            connection.close()

    def _piece(self, states: tuple[RowState, ...] = _FIRST) -> bool:
        """One batch; False when there is none left for now."""
        mine: list[Waiting] = []
        for _again in range(TRIES):
            if ENDING.is_set():
                break
            try:
                return self._write(states, mine)
            except Overtaken:
                self.is_over = True
                return False
            except Exception as error:
                if not db.is_transient(error):
                    self.is_over = True
                    raise
                db.drop_connection()
        self.is_over = True
        raise RetryIn(1)

    def _write(self, states: tuple[RowState, ...], mine: list[Waiting]) -> bool:
        """Write the next rows, or those that are this lane's already, when the database asked to try again."""
        with scope(self.run.organisation_id):
            run = self._seen()
            if run is None:
                return False
            bulk.hold(run.organisation_id)
            if not mine:
                mine += self._take(run, states)
            if mine:
                write_rows(run, mine, timezone.now())
                self.hold()
        return bool(mine)

    def _take(self, run: ImportRun, states: tuple[RowState, ...]) -> list[Waiting]:
        """The next rows of the table, for this lane alone."""
        with self.turn:
            rows = next_rows(run, states, after=self.after[states])
            if rows:
                self.after[states] = max(self.after[states], rows[-1].number)
        return rows

    def _seen(self) -> ImportRun | None:
        """The import as it stands; None, and it is over, when it does not run any more."""
        rows = ImportRun.objects.select_related("member__role", "member__user")
        found: ImportRun | None = rows.filter(pk=self.run.pk, state=ImportState.RUNNING, trouble="").first()
        self.is_over = self.is_over or found is None
        return found

    def _held(self) -> ImportRun | None:
        rows = ImportRun.objects.select_for_update(of=("self",)).select_related("member__role", "member__user")
        return rows.filter(pk=self.run.pk, state=ImportState.RUNNING, trouble="").first()
