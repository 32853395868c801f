from datetime import datetime, timedelta

from changlai.accounts.models import ApiReply, SignInAttempt, SignInLink

ATTEMPTS_KEPT = timedelta(hours=2)  # longer than the longest window of throttle.py
REPLIES_KEPT = timedelta(hours=24)  # documented: how long an Idempotency-Key is remembered
LINKS_KEPT = timedelta(days=1)


def forget_expired(*, now: datetime) -> None:
    """Remove what no rule asks about any more, for the organisations in scope and for everybody."""
    SignInAttempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    SignInLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    ApiReply.objects.filter(at__lt=now - REPLIES_KEPT).delete()
