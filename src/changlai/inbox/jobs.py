"""What comes round by the clock in the inbox."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.inbox import actions
from changlai.kernel.cron import cron, in_each


@cron("inbox.desk", every=timedelta(seconds=30))
def look_after_desks() -> None:
    """Whoever waits for a colleague who has gone away, or for one who is free, is not forgotten."""
    in_each(accounts.organisation_ids(), _look_after)


def _look_after(organisation_id: int) -> None:
    now = timezone.now()
    actions.take_back(organisation_id, now=now)
    actions.go_on([organisation_id], now=now)
