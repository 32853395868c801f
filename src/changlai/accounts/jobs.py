"""Housekeeping: what has expired is removed."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from changlai.accounts import queries
from changlai.accounts.actions import forget_expired
from changlai.kernel.cron import cron
from changlai.kernel.tenancy import scope


@cron("accounts.forget_expired", every=timedelta(hours=1), offset=timedelta(minutes=7))
def forget() -> None:
    """Expired sessions, links, attempts and remembered API answers."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    with scope(*queries.organisation_ids()):
        forget_expired(now=now)
