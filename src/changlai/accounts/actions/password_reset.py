"""A forgotten password, by mail."""

from datetime import datetime, timedelta

from django.db.models import F

from changlai.accounts import gates, throttle
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.errors import ResetOver
from changlai.accounts.events import PasswordResetAsked
from changlai.accounts.models import PasswordReset, User
from changlai.accounts.sign_in_names import normalised
from changlai.kernel import audit
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope

RESET_LIFE = timedelta(hours=1)


def ask_password_reset(*, sign_in_name: str, visitor: Visitor, now: datetime) -> None:
    """Send a link to the mailbox of whoever is called so. Says nothing about whether there is anybody.

    Raises TooManyAttempts, counted alike for names that exist and names that do not.
    """
    name = normalised(sign_in_name).value or sign_in_name.strip().lower()
    throttle.count_reset(name=name, visitor=visitor.address, now=now)
    known = normalised(sign_in_name)
    if not known.value:
        return
    wanted = {"email": known.email} if known.email else {"phone": known.phone}
    user = User.objects.filter(is_active=True, email__isnull=False, **wanted).first()
    houses = [organisation for organisation, _member in gates.memberships(user.pk)] if user else []
    if user is None or not houses:
        return
    with scope(houses[0].pk):
        reset = PasswordReset.objects.create(
            user=user, organisation=houses[0], created_at=now, expires_at=now + RESET_LIFE
        )
        publish(PasswordResetAsked(organisation_id=houses[0].pk, key=user.pk, reset_id=reset.pk))


def reset_password(*, reset_id: int, new: str, now: datetime) -> User:
    """Give the user of a reset a new password, which ends every session. Raises ResetOver when it was used.

    Every other link of the user dies with it. Strength is the form's business.
    """
    mine = PasswordReset.objects.filter(pk=reset_id, used_at=None, expires_at__gt=now, user__is_active=True)
    if not mine.update(used_at=now):  # one statement: of two clicks one wins
        raise ResetOver
    user = PasswordReset.objects.select_related("user").get(pk=reset_id).user
    PasswordReset.objects.filter(user=user, used_at=None).update(used_at=now)
    user.set_password(new)
    user.save(update_fields=["password"])
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])
    for organisation, member in list(gates.memberships(user.pk)):
        with scope(organisation.pk):
            audit.record("accounts.password.reset", actor=member, obj=member)
    return user
