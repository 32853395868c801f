"""Counting the board again, a piece at a time."""

from collections.abc import Sequence

from django.utils import timezone

from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope
from changlai.listening.actions import recounts


def _given_up(job: Job, error: str) -> None:
    recounts.give_up(int(job.body["run_id"]), error=error, now=timezone.now())


@job(recounts.RECOUNT, seconds=300, given_up=_given_up)
def recount(orders: Sequence[Job]) -> None:
    """The next days of each."""
    for one in orders:
        with scope(one.organisation_id):
            recounts.go_on(int(one.body["run_id"]), now=timezone.now())
