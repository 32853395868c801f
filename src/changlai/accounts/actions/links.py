from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import proofs
from changlai.accounts.errors import LinkUsedUp
from changlai.accounts.models import Organisation, SignInLink, User

LINK_LIFE = timedelta(minutes=10)


def issue_sign_in_link(*, user: User, organisation: Organisation, now: datetime | None = None) -> str:
    """A full address that signs ``user`` in once within ten minutes and opens ``organisation``. Shown to
    nobody else.
    """
    now = now or timezone.now()
    secret = proofs.new_secret()
    SignInLink.objects.create(
        digest=proofs.digest(secret),
        user=user,
        organisation=organisation,
        created_at=now,
        expires_at=now + LINK_LIFE,
    )
    return settings.PUBLIC_URL + reverse("entrance:link", args=[secret])


def use_sign_in_link(*, secret: str, now: datetime) -> tuple[User, Organisation]:
    """Burn the link and say whom it signs in. Raises LinkUsedUp when it is unknown, used, too old, or its
    user is off.
    """
    links = SignInLink.objects.filter(digest=proofs.digest(secret), expires_at__gt=now, user__is_active=True)
    if not links.filter(used_at=None).update(used_at=now):  # one statement: of two clicks one wins
        raise LinkUsedUp
    link = links.select_related("user", "organisation").get(used_at=now)
    return link.user, link.organisation


def end_sessions(user: User) -> None:
    """Sign the user out everywhere; whoever keeps one session says so by ``move_session``."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])
