"""What comes round by the clock in the inbox."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.inbox import actions
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, job
from changlai.kernel.tenancy import scope


@cron("inbox.desk", every=timedelta(seconds=30))
def look_after_desks() -> None:
    """Nobody is forgotten: whose snooze is over, who waits too long, whose colleague has gone, who is queued."""
    in_each(accounts.organisation_ids(), _look_after)


def _look_after(organisation_id: int) -> None:
    now = timezone.now()
    actions.wake_due(organisation_id, now=now)
    actions.escalate(organisation_id, now=now)
    actions.take_back(organisation_id, now=now)
    actions.go_on([organisation_id], now=now)


def _plan_given_up(job: Job, error: str) -> None:
    actions.give_up_plan(later_id=int(job.body["later_id"]), error=error)


@job(actions.SEND_LATER, attempts=5, given_up=_plan_given_up)
def send_later(jobs: Sequence[Job]) -> None:
    """Planned messages whose hour has come."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.deliver(later_id=one.body["later_id"], now=timezone.now())


def _bulk_given_up(job: Job, error: str) -> None:
    actions.give_up_bulk(run_id=int(job.body["run_id"]), error=error, now=timezone.now())


@job(actions.WORK_THROUGH, seconds=60, attempts=5, given_up=_bulk_given_up)
def work_through(jobs: Sequence[Job]) -> None:
    """The next piece of something done to many conversations."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.work_through(run_id=one.body["run_id"], now=timezone.now())


@job(actions.ASK_RATING, attempts=5)
def ask_rating(jobs: Sequence[Job]) -> None:
    """Questions to customers whose conversations have ended."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.ask(rating_id=one.body["rating_id"], now=timezone.now())


@job(actions.THANK_RATING, attempts=5)
def thank_rating(jobs: Sequence[Job]) -> None:
    """Thanks to customers who have tapped a score."""
    for one in jobs:
        with scope(one.organisation_id):
            actions.thank(rating_id=one.body["rating_id"], now=timezone.now())


@cron("inbox.board", every=timedelta(minutes=1))
def count_days() -> None:
    """Keep the board true. Few days at a time, so that nothing is locked for long; as often as there are more."""
    behind = set(accounts.organisation_ids())
    while behind:
        counted: set[int] = set()
        in_each(sorted(behind), partial(_count_days, counted=counted))
        behind = counted


def _count_days(organisation_id: int, *, counted: set[int]) -> None:
    if actions.count_days(organisation_id, now=timezone.now()) == actions.DAYS_AT_ONCE:
        counted.add(organisation_id)
