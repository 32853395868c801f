"""What imports do in the background."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.imports import actions
from changlai.kernel import jobs, memory
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, outside_job
from changlai.kernel.tenancy import scope

LEASE_SECONDS = 45.0  # renewed with every batch; a worker that dies is missed for as long


def _given_up(job: Job, error: str) -> None:
    actions.give_up(run_id=int(job.body["run_id"]), error=error)


@outside_job(actions.WORK, queue="imports", seconds=LEASE_SECONDS, attempts=4, given_up=_given_up)
def work(job: Job) -> None:
    """Read, check, write or take back, batch by batch, each in a transaction of its own."""
    try:
        actions.work_on(
            organisation_id=job.organisation_id,
            run_id=int(job.body["run_id"]),
            lane=int(job.body.get("lane", 0)),
            hold=lambda: jobs.hold(job, LEASE_SECONDS),
        )
    finally:
        memory.give_back()


@cron("imports.forget", every=timedelta(days=1), offset=timedelta(hours=19, minutes=11))
def forget_old() -> None:
    """Rows are not kept for ever."""
    now = timezone.now()

    def forget(organisation_id: int) -> None:
        with scope(organisation_id):
            actions.forget_old(now)

    in_each(accounts.organisation_ids(), forget)
