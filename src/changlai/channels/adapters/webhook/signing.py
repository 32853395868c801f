"""Signatures of the Standard Webhooks specification (standardwebhooks.com), version v1: HMAC-SHA256."""

import binascii
import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from changlai.channels.errors import BadSignature

WINDOW_SECONDS = 5 * 60
PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64  # bytes, as the specification says
_NEW_KEY = 32
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z_-]{1,128}", re.ASCII)
_MOST_SIGNATURES = 8  # several are sent while a secret is being changed


def new_secret() -> str:
    """A fresh secret, in the form both sides keep it."""
    return PREFIX + b64encode(secrets.token_bytes(_NEW_KEY)).decode()


@lru_cache(maxsize=1024)
def key_of(secret: str) -> bytes:
    """The key inside ``whsec_...``. Raises ValueError with the reason when there is none."""
    if not secret.startswith(PREFIX):
        raise ValueError("prefix")
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("base64") from None
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise ValueError("length")
    return key


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    """``v1,`` and the base64 of the signature over id, time and the exact bytes of the body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return b"v1," + b64encode(hmac.digest(key, signed, hashlib.sha256))


def check(key: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises BadSignature: ``missing_signature``, ``bad_signature`` or ``old_timestamp``."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").encode(errors="replace").split(b" ")[:_MOST_SIGNATURES]
    if not _ID.fullmatch(message_id) or not _SECONDS.fullmatch(timestamp):
        raise BadSignature("missing_signature")
    expected = signature(key, message_id, timestamp, body)
    if not any([hmac.compare_digest(expected, one) for one in given]):  # noqa: C419 - all, in the same time
        raise BadSignature
    if abs(int(timestamp) - now.timestamp()) > WINDOW_SECONDS:
        raise BadSignature("old_timestamp")


def headers_for(key: bytes, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a request of ours."""
    timestamp = str(int(now.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(key, message_id, timestamp, body).decode(),
    }
