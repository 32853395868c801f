from django.contrib.auth.hashers import check_password

from changlai.accounts.errors import WrongPassword
from changlai.accounts.models import User


def change_profile(*, user: User, name: str, language: str) -> None:
    """The user's own name and language ("" follows the organisation). A member's name in an organisation
    follows.
    """
    user.name = name
    user.language = language
    user.save(update_fields=["name", "language"])


def set_password(*, user: User, new: str, present: str | None = None) -> None:
    """Set a password, which ends every session of the user. ``present`` is asked of a user who has one
    already.

    Raises WrongPassword. Strength is the form's business: AUTH_PASSWORD_VALIDATORS.
    """
    if user.has_usable_password() and not check_password(present or "", user.password):
        raise WrongPassword
    user.set_password(new)
    user.save(update_fields=["password"])
