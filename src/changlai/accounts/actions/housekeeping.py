from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import F

from changlai.accounts.models import ApiReply, PasswordReset, SignedIn, SignInAttempt, SignInLink

ATTEMPTS_KEPT = timedelta(hours=2)  # longer than the longest window of throttle.py
REPLIES_KEPT = timedelta(hours=24)  # documented: how long an Idempotency-Key is remembered
LINKS_KEPT = timedelta(days=1)


def forget_expired(*, now: datetime) -> None:
    """Remove what no rule asks about any more, for the organisations in scope and for everybody."""
    SignInAttempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    SignInLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    PasswordReset.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    SignedIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    SignedIn.objects.exclude(generation=F("user__session_generation")).delete()
    ApiReply.objects.filter(at__lt=now - REPLIES_KEPT).delete()
