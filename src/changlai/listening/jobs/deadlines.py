"""Deadlines of cases."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel.cron import cron, in_each
from changlai.listening.actions import cases_due


@cron("listening.deadlines", every=timedelta(seconds=30))
def look_at_deadlines() -> None:
    """Whose deadline is near is warned; of what is late those above are told."""
    in_each(accounts.organisation_ids(), _escalate)


def _escalate(organisation_id: int) -> None:
    cases_due.escalate(organisation_id, now=timezone.now())
