"""Limits on signing in, kept in the database so that every process counts together.

An attempt is counted before any password is hashed, under a lock, and given back when it succeeds. Refused
attempts are not counted: hammering does not prolong a pause. A device on which the account has signed in
before has a bucket of its own, so that a stranger's guessing does not lock the owner out.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction

from changlai.accounts.errors import TooManyAttempts, TooManyPasswords
from changlai.kernel import db, turns
from changlai.kernel.errors import TooMany

DEVICE_SALT = "changlai.accounts.device"


@dataclass(frozen=True, slots=True)
class Bucket:
    """At most ``limit`` attempts in any ``window``."""

    key: str
    limit: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt; ``own`` are the buckets that a success empties."""

    ids: list[int]
    own: list[str]


_COUNT = """select b.key, count(a.id), min(a.at) from unnest(%b::text[], %b::timestamptz[]) b(key, since)
    left join accounts_signinattempt a on a.bucket = b.key and a.at > b.since group by b.key"""
_INSERT = "insert into accounts_signinattempt (bucket, at) select unnest(%b::text[]), %s returning id"
_FORGIVE = "delete from accounts_signinattempt where id = any(%s) or bucket = any(%s)"


def begin(*, name: str, visitor: str, device: str, now: datetime) -> Attempt:
    """Count an attempt to sign in as ``name``; raises TooManyAttempts with the seconds to wait."""
    account, address = _buckets(name, visitor, device)
    return Attempt(_counted([*account, address], now, TooManyAttempts), [bucket.key for bucket in account])


def begin_again(*, user_id: int, now: datetime) -> Attempt:
    """Count an attempt of somebody who is signed in to say the present password; raises TooManyPasswords."""
    bucket = Bucket(_key("again", str(user_id)), 6, timedelta(minutes=15))
    return Attempt(_counted([bucket], now, TooManyPasswords), [bucket.key])


def count_reset(*, name: str, visitor: str, now: datetime) -> None:
    """Count a wish for a new password; raises TooManyAttempts. Never given back."""
    hour = timedelta(hours=1)
    mine = Bucket(_key("reset", name), 3, hour), Bucket(_key("reset address", visitor), 20, hour)
    _counted(list(mine), now, TooManyAttempts)


def begin_second(*, user_id: int, now: datetime) -> Attempt:
    """Count an attempt to give the code of a second factor; raises TooManyAttempts."""
    bucket = Bucket(_key("second", str(user_id)), 6, timedelta(minutes=15))
    return Attempt(_counted([bucket], now, TooManyAttempts), [bucket.key])


def _counted(buckets: list[Bucket], now: datetime, refusal: Callable[[int], TooMany]) -> list[int]:
    with transaction.atomic():
        turns.take("accounts.attempts", [bucket.key for bucket in buckets])
        _refuse_full(buckets, now, refusal)
        return [row[0] for row in db.rows(_INSERT, ([bucket.key for bucket in buckets], now))]


def forgive(attempt: Attempt) -> None:
    """The attempt was the right one: it and the account's failures on this device no longer count."""
    db.run(_FORGIVE, (attempt.ids, attempt.own))


def device_mark(name: str) -> str:
    """What to leave on a device after ``name`` signed in on it; unforgeable, names nobody in clear."""
    return Signer(salt=DEVICE_SALT).sign(_key("who", name)[:32])


def _knows(device: str, name: str) -> bool:
    try:
        return Signer(salt=DEVICE_SALT).unsign(device) == _key("who", name)[:32]
    except BadSignature:
        return False


def _buckets(name: str, visitor: str, device: str) -> tuple[list[Bucket], Bucket]:
    quarter, hour = timedelta(minutes=15), timedelta(hours=1)
    address = Bucket(_key("address", visitor), 50, quarter)
    if device and _knows(device, name):
        return [Bucket(_key("device", name, device), 10, quarter)], address
    return [Bucket(_key("pair", name, visitor), 6, quarter), Bucket(_key("account", name), 40, hour)], address


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()


def _refuse_full(buckets: list[Bucket], now: datetime, refusal: Callable[[int], TooMany]) -> None:
    by_key = {bucket.key: bucket for bucket in buckets}
    waits = []
    for key, count, first in db.rows(_COUNT, (list(by_key), [now - bucket.window for bucket in buckets])):
        if count >= by_key[key].limit:
            waits.append((first + by_key[key].window - now).total_seconds())
    if waits:
        raise refusal(max(1, round(max(waits))))
