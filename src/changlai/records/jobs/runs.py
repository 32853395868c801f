"""Deeds with many records, in the background."""

import time
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import ENDING, Job, completing, hold, outside_job
from changlai.kernel.tenancy import scope
from changlai.records import actions
from changlai.records.actions.runs import QUEUE, WORK, order_work
from changlai.records.models import DeedRun

LEASE = 60.0  # seconds one batch may take
TURN = 10.0  # seconds a run works before others have their turn


def _given_up(job: Job, error: str) -> None:
    actions.give_up_run(run_id=int(job.body["run_id"]), error=error, now=timezone.now())


@outside_job(WORK, queue=QUEUE, seconds=LEASE, given_up=_given_up)
def work(job: Job) -> None:
    """Work through a run, batch by batch, each in a transaction of its own; a long one makes room for others."""
    run_id, until = int(job.body["run_id"]), time.monotonic() + TURN
    while time.monotonic() < until and not ENDING.is_set():
        with scope(job.organisation_id):
            if not DeedRun.objects.filter(pk=run_id).exists():
                return
            hold(job, LEASE)
            if not actions.work_on(run_id=run_id, now=timezone.now()):
                return
    with completing(job):
        order_work(DeedRun.objects.get(pk=run_id), int(job.body.get("lane", 0)))


@cron("records.forget_runs", every=timedelta(days=1), offset=timedelta(hours=19, minutes=11))
def forget() -> None:
    """Old reports go."""
    now = timezone.now()
    in_each(accounts.organisation_ids(), lambda _organisation_id: actions.forget_runs(now))
