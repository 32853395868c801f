"""Lists as files, in the background."""

import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel import apart, files
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import ENDING, Job, RetryIn, completing, hold, outside_job
from changlai.kernel.tenancy import scope
from changlai.records import actions
from changlai.records.models import ListExport

LEASE = 60.0  # seconds one batch may take
TURN, LONG_TURN = 10.0, 120.0  # seconds of reading before others have their turn
LARGE = 20_000  # records from which on a file is made in a process of its own: memory of this one is for all
MAKE = f"{__name__}:make"


class NotWanted(Exception):
    """Somebody stopped the export while its file was written."""


def _given_up(job: Job, error: str) -> None:
    actions.fail_list_export(export_id=int(job.body["export_id"]), error=error, now=timezone.now())


@outside_job(actions.EXPORT, queue=actions.EXPORT_QUEUE, seconds=LEASE, attempts=5, given_up=_given_up)
def export(job: Job) -> None:
    """Read batch after batch, each in a transaction of its own, then write the file; a long one lets others in."""
    export_id = int(job.body["export_id"])
    with scope(job.organisation_id):
        hold(job, LEASE)
        has_more = actions.read_on(export_id=export_id)
        is_large = actions.export_size(export_id) > LARGE
    with files.workplace() as folder:
        path = folder / "list"
        if is_large:
            _made_apart(job, export_id, path)
        elif has_more and not _read(job, export_id, TURN):
            _go_on_later(job, export_id)
        else:
            _finish(job, export_id, _written(job, export_id, path))


def _made_apart(job: Job, export_id: int, path: Path) -> None:
    """The same in a process of its own. Raises what it failed with."""
    order = {"organisation_id": job.organisation_id, "export_id": export_id, "path": str(path)}
    said = apart.run(MAKE, order | {"job_id": job.id, "holder": job.holder})
    if said == "more":
        _go_on_later(job, export_id)
    elif said:
        _finish(job, export_id, actions.MadeFile(path, *said))


def make(*, organisation_id: int, export_id: int, path: str, job_id: int, holder: str) -> list[str] | str | None:
    """What the process of its own does: the name and type of the file it wrote, "more" when others have their turn
    first, None when nobody wants it any more.
    """
    job = Job(job_id, organisation_id, actions.EXPORT, {}, 0, 0, holder)
    if not _read(job, export_id, LONG_TURN):
        return "more"
    made = _written(job, export_id, Path(path))
    return [made.name, made.media_type] if made is not None else None


def _read(job: Job, export_id: int, seconds: float) -> bool:
    """Batch after batch; whether all was read within that time."""
    until = time.monotonic() + seconds
    while not ENDING.is_set():
        with scope(job.organisation_id):
            hold(job, LEASE)
            if not actions.read_on(export_id=export_id):
                return True
        if time.monotonic() > until:
            return False
    raise RetryIn(1)


def _go_on_later(job: Job, export_id: int) -> None:
    with completing(job):
        actions.order_export(ListExport.objects.get(pk=export_id))


def _written(job: Job, export_id: int, path: Path) -> actions.MadeFile | None:
    def note(count: int) -> None:
        hold(job, LEASE)
        if ENDING.is_set():
            raise RetryIn(1)
        if not actions.note_written(export_id=export_id, count=count):
            raise NotWanted

    try:
        return actions.write_export(job.organisation_id, export_id, path, note)
    except NotWanted:
        return None


def _finish(job: Job, export_id: int, made: actions.MadeFile | None) -> None:
    """The end of the file and of the job in one transaction."""
    if made is not None:
        with completing(job):
            actions.end_export(export_id=export_id, made=made, now=timezone.now())


@cron("records.forget_exports", every=timedelta(hours=1), offset=timedelta(minutes=23))
def forget_exports() -> None:
    """Files whose time is over."""
    now = timezone.now()
    in_each(accounts.organisation_ids(), lambda _organisation_id: actions.forget_list_exports(now=now))
