"""What the worker does with an import, batch by batch: each batch and that it is done are one transaction.

A worker that dies leaves its batch undone; the next one does it again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.imports.actions import reading, undoing
from changlai.imports.actions.lanes import STAGES, Lane
from changlai.imports.actions.steering import language_of
from changlai.imports.enums import ImportState
from changlai.imports.errors import Unreadable
from changlai.imports.models import ImportRun
from changlai.kernel.jobs import ENDING, RetryIn
from changlai.kernel.tenancy import scope

Hold = Callable[[], None]


def work_on(*, organisation_id: int, run_id: int, hold: Hold, lane: int = 0) -> None:
    """Go on with an import until somebody is asked something, it is done, or others do what is left. ``hold`` keeps the
    job for a batch more. Only the first lane reads and takes back.
    """
    while (run := _look(organisation_id, run_id)) is not None:
        with _setting(run):
            if run.state in STAGES:
                if not Lane(run, hold).work():
                    return
            elif lane:
                return
            elif run.state == ImportState.READING:
                _read(run, hold)
            else:
                while _take_back(run, hold):
                    if ENDING.is_set():
                        raise RetryIn(1)


@contextmanager
def _setting(run: ImportRun) -> Iterator[None]:
    """What is worded and read inside is in the language and time zone of whoever began it."""
    with language_of(run.member), timezone.override(accounts.zone_of(run.organisation_id)):
        yield


def _read(run: ImportRun, hold: Hold) -> None:
    try:
        reading.read_file(run, hold)
    except Unreadable as refusal:
        with scope(run.organisation_id):
            reading.stand_still(run, refusal)


def _take_back(run: ImportRun, hold: Hold) -> bool:
    """One batch of an undo; False when there is none left, or the import is somewhere else by now."""
    with scope(run.organisation_id):
        rows = ImportRun.objects.select_for_update(of=("self",)).select_related("member__role", "member__user")
        found = rows.get(pk=run.pk)
        if found.state != ImportState.UNDOING or found.trouble:
            return False
        hold()
        return undoing.undo_batch(found, timezone.now())


def _look(organisation_id: int, run_id: int) -> ImportRun | None:
    """The import, when there is something to do."""
    with scope(organisation_id):
        rows = ImportRun.objects.select_related("member__role", "member__user", "file")
        found = rows.filter(pk=run_id).first()
    return found if found is not None and found.is_at_work else None
