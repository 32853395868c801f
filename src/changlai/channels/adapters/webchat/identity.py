"""Who the site says its visitor is: a JSON Web Token (RFC 7519) that its server signed with HS256 (RFC 7518 3.2).

Made by any JWT library in one line. It must end within a day, so that one that leaks is of no use for long.
"""

import binascii
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from changlai.channels.errors import BadSignature

LONGEST = 8_192  # characters of a token
LIFE_SECONDS = 24 * 3_600
LEEWAY = 60  # seconds two clocks may differ
SHORTEST_SECRET = 24  # characters

Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f]+(?!\n)$")]
Short = Annotated[str, Meta(max_length=200)]


class Identity(msgspec.Struct, frozen=True):
    """The site's user. ``sub`` is its own id, unique and stable; the rest is true because the site signed it."""

    sub: Id
    exp: float
    name: Short = ""
    email: Short = ""
    phone: Short = ""
    unionid: Short = ""
    avatar_url: Annotated[str, Meta(max_length=500)] = ""
    company: Short = ""


class _Head(msgspec.Struct):
    alg: str


_identity = msgspec.json.Decoder(Identity)
_head = msgspec.json.Decoder(_Head)


def new_secret() -> str:
    """A fresh secret: 256 random bits."""
    return secrets.token_urlsafe(32)


def renewed(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings with a fresh secret; the one until now goes on working beside it."""
    return {**settings, "secret": new_secret(), "previous_secret": settings.get("secret", "")}


def read(token: str, settings: Mapping[str, Any], now: datetime) -> Identity:
    """The user of a token. Raises BadSignature: ``bad_signature``, ``bad_identity``, ``old_identity``."""
    signed, dot, signature = token.rpartition(".")
    head, _, body = signed.partition(".")
    if not dot or len(token) > LONGEST or not token.isascii():
        raise BadSignature("bad_identity")
    try:
        given = _decoded(signature)
        if _head.decode(_decoded(head)).alg != "HS256" or not _is_signed(signed.encode(), given, settings):
            raise BadSignature
        identity = _identity.decode(_decoded(body))
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, RecursionError):
        raise BadSignature("bad_identity") from None
    left = identity.exp - now.timestamp()
    if not -LEEWAY < left <= LIFE_SECONDS + LEEWAY:
        raise BadSignature("old_identity")
    return identity


def secrets_of(settings: Mapping[str, Any]) -> list[bytes]:
    """The secret, and the one before it while the site's server is being changed over."""
    found = (settings.get("secret"), settings.get("previous_secret"))
    return [str(one).encode() for one in found if one]


def _is_signed(signed: bytes, given: bytes, settings: Mapping[str, Any]) -> bool:
    right = [hmac.digest(secret, signed, hashlib.sha256) for secret in secrets_of(settings)]
    return any([hmac.compare_digest(one, given) for one in right])  # noqa: C419 - all, in the same time


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
