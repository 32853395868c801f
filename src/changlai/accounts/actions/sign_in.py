from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

from django.contrib.auth.hashers import check_password, make_password

from changlai.accounts import proofs, throttle
from changlai.accounts.errors import WrongCredentials
from changlai.accounts.models import User
from changlai.accounts.sign_in_names import normalised

PASSWORD_LENGTH = 256  # characters; longer ones would only cost time
_hashing = BoundedSemaphore(2)  # each hash takes 19 MiB and a core


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where an attempt comes from: the network address, and the mark a past sign-in left on this device (or
    "").
    """

    address: str
    device: str = ""


def sign_in_with_password(*, sign_in_name: str, password: str, visitor: Visitor, now: datetime) -> User:
    """The user who is called so and has this password.

    Counts before it hashes: TooManyAttempts costs nothing. Raises WrongCredentials in the same words and the
    same time whether the account is unknown, off, without a password, or the password is wrong.
    """
    name = normalised(sign_in_name).value or sign_in_name.strip().lower()
    attempt = throttle.begin(name=name, visitor=visitor.address, device=visitor.device, now=now)
    user = _find(name)
    encoded = user.password if user and user.has_usable_password() else nobodys_password()
    with _hashing:
        is_right = check_password(password[:PASSWORD_LENGTH], encoded)
    if user is None or not is_right or not user.is_active or not user.has_usable_password():
        raise WrongCredentials
    throttle.forgive(attempt)
    return user


def _find(name: str) -> User | None:
    try:
        return User.objects.get_by_natural_key(name)
    except User.DoesNotExist:
        return None


@cache
def nobodys_password() -> str:
    """A hash nothing matches, as dear to check as a real one."""
    return make_password(proofs.new_secret())
