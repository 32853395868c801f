"""A second factor beside the password: an authenticator app (RFC 6238), and codes on paper for when it is lost."""

import base64
import secrets
from datetime import datetime

from django_otp.oath import TOTP

from changlai.accounts import gates, proofs, throttle
from changlai.accounts.actions.links import end_sessions
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.errors import MemberElsewhere, SecondFactorNeeded, WrongCode
from changlai.accounts.models import Member, RecoveryCode, SecondFactor, User
from changlai.kernel import audit

SEED_BYTES = 20  # RFC 4226, section 4: as long as the hash
STEPS_OFF = 1  # a clock may be half a minute wrong, either way
CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_GROUPS, _GROUP = 3, 4


def begin_second_factor(*, user: User) -> SecondFactor:
    """A seed to scan. Asked again before it is confirmed, the same one: the picture on the screen stays right."""
    facts = {"seed": base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()}
    return SecondFactor.objects.get_or_create(user=user, defaults=facts)[0]


def confirm_second_factor(*, member: Member, code: str, now: datetime) -> list[str]:
    """The app works: from now on it is asked for. Ends all sessions; the answer is the recovery codes, in clear for
    this once. Raises WrongCode and TooManyAttempts.
    """
    user = member.user
    attempt = throttle.begin_second(user_id=user.pk, now=now)
    factor = begin_second_factor(user=user)
    if factor.confirmed_at is not None or not _use_step(factor, code, now):
        raise WrongCode
    throttle.forgive(attempt)
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
    _mark(user, has_one=True)
    audit.record("accounts.second_factor.set_up", actor=member, obj=member)
    return _new_codes(user)


def check_second_factor(*, user: User, code: str, now: datetime) -> None:
    """The code of the app, or a recovery code, each once. Raises WrongCode and TooManyAttempts."""
    attempt = throttle.begin_second(user_id=user.pk, now=now)
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    if factor is None or not (_use_step(factor, code, now) or _use_recovery_code(user, code, now)):
        raise WrongCode
    throttle.forgive(attempt)


def renew_recovery_codes(*, member: Member, code: str, now: datetime) -> list[str]:
    """Ten fresh ones; those printed before stop working. Raises WrongCode and TooManyAttempts."""
    check_second_factor(user=member.user, code=code, now=now)
    audit.record("accounts.second_factor.codes_renewed", actor=member, obj=member)
    return _new_codes(member.user)


def drop_second_factor(*, member: Member, code: str, now: datetime) -> None:
    """Sign in with the password alone from now on. Ends all sessions.

    Raises SecondFactorNeeded when a role of the user's requires it, WrongCode and TooManyAttempts.
    """
    for _organisation, place in gates.memberships(member.user_id):
        if place.role.needs_second_factor:
            raise SecondFactorNeeded(place.role.label)
    check_second_factor(user=member.user, code=code, now=now)
    _forget(member.user)
    audit.record("accounts.second_factor.dropped", actor=member, obj=member)


def reset_second_factor(*, member: Member, by: Member) -> None:
    """A colleague has lost phone and codes: let them in with the password alone, to set it up anew.

    Raises MayNotGive for somebody who may more than ``by``, and MemberElsewhere when others rely on it too.
    """
    check_may_give(member.role, by)
    if len(list(gates.memberships(member.user_id))) > 1:
        raise MemberElsewhere(member.name)
    _forget(member.user)
    audit.record("accounts.second_factor.reset", actor=by, obj=member)


def _forget(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    _mark(user, has_one=False)


def _mark(user: User, *, has_one: bool) -> None:
    User.objects.filter(pk=user.pk).update(has_second_factor=has_one)
    user.has_second_factor = has_one
    end_sessions(user)


def _use_step(factor: SecondFactor, code: str, now: datetime) -> bool:
    """Whether the code is right, not older than one that was used; of two at once one wins."""
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdecimal()):
        return False
    totp = TOTP(base64.b32decode(factor.seed))
    totp.time = now.timestamp()
    if not totp.verify(int(digits), tolerance=STEPS_OFF, min_t=factor.last_step + 1):
        return False
    step = totp.t()
    return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))


def _use_recovery_code(user: User, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return bool(unused.update(used_at=now))


def _new_codes(user: User) -> list[str]:
    codes = ["-".join(_word() for _ in range(_GROUPS)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))


def _digest(user: User, code: str) -> str:
    """However it was typed: case, spaces and dashes do not count."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return proofs.digest(f"recovery {user.pk} {plain}")
