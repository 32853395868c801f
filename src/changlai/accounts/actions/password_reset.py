"""A forgotten password, by mail."""

from datetime import datetime, timedelta

from changlai.accounts import gates, throttle
from changlai.accounts.actions.links import end_sessions
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.errors import MemberElsewhere, NotYourself, ResetOver
from changlai.accounts.events import PasswordResetAsked
from changlai.accounts.models import Member, PasswordReset, User
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


def make_password_link(*, member: Member, by: Member, now: datetime) -> PasswordReset:
    """The same for a colleague, to be handed over by ``by``: for whoever has no mailbox, or where no mail is sent.

    Raises NotYourself, MayNotGive for somebody who may more than ``by``, and MemberElsewhere when others rely on the
    password too.
    """
    if member.pk == by.pk:
        raise NotYourself
    check_may_give(member.role, by)
    houses = [organisation for organisation, _place in gates.memberships(member.user_id)]
    if len(houses) > 1:
        raise MemberElsewhere(member.name)
    if not member.is_active or not houses:
        raise ResetOver
    audit.record("accounts.password.link_made", actor=by, obj=member)
    return PasswordReset.objects.create(
        user=member.user, organisation=houses[0], created_at=now, expires_at=now + RESET_LIFE
    )


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
    end_sessions(user)
    for organisation, member in list(gates.memberships(user.pk)):
        with scope(organisation.pk):
            audit.record("accounts.password.reset", actor=member, obj=member)
    return user
