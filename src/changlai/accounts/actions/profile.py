from datetime import datetime

from django.contrib.auth.hashers import check_password

from changlai.accounts import gates, throttle
from changlai.accounts.actions.links import end_sessions
from changlai.accounts.errors import WrongPassword
from changlai.accounts.models import Member, User
from changlai.kernel import audit
from changlai.kernel.tenancy import scope


def change_profile(*, member: Member, name: str, language: str) -> None:
    """The name colleagues see, here and in the user's other organisations; ``language`` "" follows the
    organisation.
    """
    user = member.user
    told = {"name": [member.name, name], "language": [user.language, language]}
    changes = {field: change for field, change in told.items() if change[0] != change[1]}
    if not changes:
        return
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    for organisation, _other in list(gates.memberships(user.pk)):
        with scope(organisation.pk):
            Member.objects.filter(user=user).update(name=name)
    audit.record("accounts.profile.changed", actor=member, obj=member, changes=changes)
    member.name = name


def change_password(*, member: Member, new: str, present: str = "", now: datetime) -> None:
    """The member's own new password, which ends every session of the user. ``present`` is asked of whoever
    has one.

    Raises WrongPassword, and TooManyPasswords after too many of them: a session left open is no place to guess in. A
    wrong one counts as soon as the caller's transaction is committed. Strength is the form's business:
    AUTH_PASSWORD_VALIDATORS.
    """
    user = member.user
    if user.has_usable_password():
        attempt = throttle.begin_again(user_id=user.pk, now=now)
        if not check_password(present, user.password):
            raise WrongPassword
        throttle.forgive(attempt)
    set_password(user=user, new=new)
    end_sessions(user)  # by the password alone they would, but not what a page left open hears
    audit.record("accounts.password.changed", actor=member, obj=member)


def set_password(*, user: User, new: str) -> None:
    """Give a user a password without asking for the present one: for set-up and an operator's console."""
    user.set_password(new)
    user.save(update_fields=["password"])
