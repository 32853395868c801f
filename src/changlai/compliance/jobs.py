"""Copies and erasures are made in the background; old copies go."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.compliance import actions
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope


def _given_up(job: Job, error: str) -> None:
    actions.fail_request(request_id=int(job.body["request_id"]), error=error)


@job(actions.EXPORT, seconds=300, given_up=_given_up)
def make_copies(jobs: Sequence[Job]) -> None:
    """A copy for each request."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.make_copy(request_id=int(one.body["request_id"]), now=timezone.now())


@job(actions.ERASURE, seconds=300, given_up=_given_up)
def erase(jobs: Sequence[Job]) -> None:
    """Erasures whose time has come."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.erase(request_id=int(one.body["request_id"]), now=timezone.now())


@cron("compliance.copies", every=timedelta(hours=1), offset=timedelta(minutes=43))
def drop_old_copies() -> None:
    """A copy lives until it was fetched, COPY_DAYS at most."""
    now = timezone.now()

    def drop(_organisation_id: int) -> None:
        actions.drop_old_copies(now)

    in_each(accounts.organisation_ids(), drop)
