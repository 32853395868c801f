"""Housekeeping: what has expired is removed."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from changlai.accounts import queries
from changlai.accounts.actions import forget_expired, note_gone
from changlai.kernel.cron import cron, in_each
from changlai.kernel.tenancy import scope


@cron("accounts.presence", every=timedelta(seconds=30))
def presence() -> None:
    """Members whose screens are all shut are offline."""
    in_each(queries.organisation_ids(), _note_gone)


def _note_gone(_organisation_id: int) -> None:
    note_gone(now=timezone.now())


@cron("accounts.forget_expired", every=timedelta(hours=1), offset=timedelta(minutes=7))
def forget() -> None:
    """Expired sessions, links, attempts and remembered API answers."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    with scope(*queries.organisation_ids()):
        forget_expired(now=now)
