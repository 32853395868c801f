"""Copies and erasures are made in the background; old copies go."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.compliance import actions
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, job


@job(actions.EXPORT, seconds=300)
def make_copies(jobs: Sequence[Job]) -> None:
    """A copy for each request."""
    for one in jobs:
        actions.make_copy(request_id=int(one.body["request_id"]), now=timezone.now())


@job(actions.ERASURE, seconds=300)
def erase(jobs: Sequence[Job]) -> None:
    """Erasures whose time has come."""
    for one in jobs:
        actions.erase(request_id=int(one.body["request_id"]), now=timezone.now())


@cron("compliance.copies", every=timedelta(hours=1), offset=timedelta(minutes=43))
def drop_old_copies() -> None:
    """A copy lives until it was fetched, COPY_DAYS at most."""
    now = timezone.now()

    def drop(_organisation_id: int) -> None:
        actions.drop_old_copies(now)

    in_each(accounts.organisation_ids(), drop)
