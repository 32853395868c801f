"""Lists as files, in the background."""

import time
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel import memory
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import ENDING, Job, RetryIn, completing, hold, outside_job
from changlai.kernel.tenancy import scope
from changlai.records import actions
from changlai.records.models import ListExport

LEASE = 60.0  # seconds one batch may take
TURN = 10.0  # seconds of reading before others have their turn


class NotWanted(Exception):
    """Somebody stopped the export while its file was written."""


def _given_up(job: Job, error: str) -> None:
    actions.fail_list_export(export_id=int(job.body["export_id"]), error=error, now=timezone.now())


@outside_job(actions.EXPORT, queue=actions.EXPORT_QUEUE, seconds=LEASE, attempts=5, given_up=_given_up)
def export(job: Job) -> None:
    """Read batch after batch, each in a transaction of its own, then write the file; a long one lets others in."""
    memory.give_back()  # a file of any length takes little; what came before it may have taken much
    export_id, until = int(job.body["export_id"]), time.monotonic() + TURN
    while not ENDING.is_set():
        with scope(job.organisation_id):
            hold(job, LEASE)
            if not actions.read_on(export_id=export_id):
                break
        if time.monotonic() > until:
            with completing(job):
                actions.order_export(ListExport.objects.get(pk=export_id))
            return
    if ENDING.is_set():
        raise RetryIn(1)
    _write(job, export_id)


def _write(job: Job, export_id: int) -> None:
    """The file, its end and the end of the job in one transaction."""

    def note(count: int) -> None:
        hold(job, LEASE)
        if ENDING.is_set():
            raise RetryIn(1)
        if not actions.note_written(export_id=export_id, count=count):
            raise NotWanted

    try:
        with actions.written_export(job.organisation_id, export_id, note) as made:
            if made is not None:
                with completing(job):
                    actions.end_export(export_id=export_id, made=made, now=timezone.now())
    except NotWanted:
        return


@cron("records.forget_exports", every=timedelta(hours=1), offset=timedelta(minutes=23))
def forget_exports() -> None:
    """Files whose time is over."""
    now = timezone.now()
    in_each(accounts.organisation_ids(), lambda _organisation_id: actions.forget_list_exports(now=now))
