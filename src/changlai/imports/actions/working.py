"""What the worker does with an import, batch by batch: each batch and how far it is are one transaction.

A worker that dies leaves its batch undone; the next one goes on behind the last that is done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.imports.actions import checking, reading, undoing
from changlai.imports.actions.lanes import Lanes
from changlai.imports.actions.steering import language_of
from changlai.imports.enums import ImportState
from changlai.imports.errors import Unreadable
from changlai.imports.models import ImportRun
from changlai.kernel.jobs import ENDING, RetryIn
from changlai.kernel.tenancy import scope

Hold = Callable[[], None]


def work_on(*, organisation_id: int, run_id: int, hold: Hold) -> None:
    """Go on with an import until somebody is asked something or it is done. ``hold`` keeps the job for a batch more."""
    while (run := _look(organisation_id, run_id)) is not None:
        with _setting(run):
            if run.state == ImportState.READING:
                _read(run, hold)
            elif run.state == ImportState.RUNNING:
                Lanes(run, hold, _setting).write()
            else:
                memory = checking.Memory(run) if run.state == ImportState.CHECKING else None
                while _step(run, memory, hold):
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


def _step(run: ImportRun, memory: "checking.Memory | None", hold: Hold) -> bool:
    """One batch; False when the stage is over."""
    with scope(run.organisation_id):
        found = (
            ImportRun.objects.select_for_update(of=("self",))
            .select_related("member__role", "member__user")
            .get(pk=run.pk)
        )
        if found.state != run.state or found.trouble:
            return False
        hold()
        now = timezone.now()
        match found.state:
            case ImportState.CHECKING if memory is not None:
                return checking.check_batch(found, memory)
            case ImportState.UNDOING:
                return undoing.undo_batch(found, now)
    return False


def _look(organisation_id: int, run_id: int) -> ImportRun | None:
    """The import, when there is something to do."""
    with scope(organisation_id):
        rows = ImportRun.objects.select_related("member__role", "member__user", "file")
        found = rows.filter(pk=run_id).first()
    return found if found is not None and found.is_at_work else None
