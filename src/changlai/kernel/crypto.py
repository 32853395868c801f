"""Sealed values, blind indexes and signed tickets.

Sealed: AES-256-GCM under a key of settings.FIELD_KEYS, bound to the place where it lies
("7:channels_account.settings"), so that a value copied to another row, column or organisation does not open.
Text form: ``v1.<key id>.<base64url>``. Every use has a key of its own, derived from the configured ones; no
derived key is ever stored.
"""

import base64
import binascii
import hmac
import os
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from changlai.kernel.clock import epoch

VERSION = "v1"
NONCE_BYTES = 12
KEY_BYTES = 32
MARK_LENGTH = 16  # hex characters


class CannotOpen(Exception):
    """A sealed value did not open:

    its key is not configured, it was altered, or it comes from another place.
    """


class BadTicket(Exception):
    """A ticket is not ours, was altered, is for something else, or is too old."""


# --- sealed values
# ------------------------------------------------------------------------------------------------


def seal(plain: bytes, *, place: str) -> str:
    """Encrypt under the newest key. ``place`` must be given again, equal, to open it."""
    key_id = newest_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(settings.FIELD_KEYS[key_id]).encrypt(nonce, plain, place.encode())
    return f"{VERSION}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def open_sealed(sealed: str, *, place: str) -> bytes:
    """The plain bytes of :func:`seal`; raises :class:`CannotOpen`, whose text names the key id at most."""
    version, _, rest = sealed.partition(".")
    key_id, _, text = rest.partition(".")
    if version != VERSION or key_id not in settings.FIELD_KEYS:
        raise CannotOpen(f"key {key_id[:20]!r} is not among CHANGLAI_FIELD_KEYS")
    try:
        data = base64.urlsafe_b64decode(text.encode())
        return _cipher(settings.FIELD_KEYS[key_id]).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode())
    except (binascii.Error, ValueError, InvalidTag):
        raise CannotOpen(f"altered, or moved from another place (key {key_id})") from None


def newest_key_id() -> str:
    """The key that new values are sealed with: the first of settings.FIELD_KEYS."""
    return next(iter(settings.FIELD_KEYS))


def key_id_of(sealed: str) -> str:
    """The id of the key a sealed value was made with."""
    return sealed.split(".", 2)[1]


@lru_cache(maxsize=32)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_derive(key, "sealed values"))


# --- blind indexes
# ------------------------------------------------------------------------------------------------


def blind_index(value: str, organisation_id: int) -> str:
    """A keyed digest (64 hex characters) to find a sealed ``value`` by equality; normalise the value before.

    Equal values of two organisations have different digests. It is made with the newest key, so it changes
    when keys rotate: keep it in the column named by ``EncryptedTextField(index=...)``, which rotation
    rewrites, and search with :func:`blind_indexes`.
    """
    return _blind_index(settings.FIELD_KEYS[newest_key_id()], value, organisation_id)


def blind_indexes(value: str, organisation_id: int) -> list[str]:
    """``value``'s digest under every configured key: what to search for while a rotation is under way."""
    return [_blind_index(key, value, organisation_id) for key in settings.FIELD_KEYS.values()]


def _blind_index(key: bytes, value: str, organisation_id: int) -> str:
    return hmac.digest(_derive(key, f"blind index {organisation_id}"), value.encode(), "sha256").hex()


def search_key(organisation_id: int, kind: str, key_id: str) -> bytes:
    """The key of the pieces by which records of one kind are found (changlai.records.pieces); it is never stored.

    Raises KeyError when the key that is named is not configured.
    """
    return _derive(settings.FIELD_KEYS[key_id], f"search {organisation_id} {kind}")


@lru_cache(maxsize=4096)
def _derive(key: bytes, use: str) -> bytes:
    """A key for one use only, from a configured one (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"changlai {use}".encode()).derive(key)


# --- marks
# ------------------------------------------------------------------------------------------------------


def mark(text: str, *, purpose: str) -> str:
    """Sixteen hex characters that only we can make for ``text``: proof, when it comes back, that it was ours."""
    return _signatures(text.encode(), f"mark {purpose}")[0].hex()[:MARK_LENGTH]


def is_mark(text: str, given: str, *, purpose: str) -> bool:
    """Whether ``given`` is the mark of ``text``, under this or an earlier key."""
    own = [one.hex()[:MARK_LENGTH].encode() for one in _signatures(text.encode(), f"mark {purpose}")]
    return any([hmac.compare_digest(one, given.encode(errors="replace")) for one in own])  # noqa: C419 - all of them


# --- signed tickets
# -----------------------------------------------------------------------------------------------


def sign_ticket(payload: dict[str, Any], seconds: float, *, purpose: str = "ticket") -> str:
    """A short text that says ``payload`` for ``seconds`` and cannot be forged; readable by whoever holds it.

    Only :func:`read_ticket` with the same ``purpose`` accepts it. URL-safe, no personal data in it please.
    """
    body = base64.urlsafe_b64encode(msgspec.json.encode((round(epoch() + seconds, 3), payload)))
    mac = _signatures(body, purpose)[0]
    return (body.rstrip(b"=") + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def read_ticket(ticket: str, *, purpose: str = "ticket") -> dict[str, Any]:
    """The payload of a ticket of ours that is still good; raises :class:`BadTicket`."""
    body, dot, mac = ticket.encode("ascii", "replace").partition(b".")
    try:
        padded, given = _padded(body), base64.urlsafe_b64decode(_padded(mac))
        if not dot or not any(hmac.compare_digest(own, given) for own in _signatures(padded, purpose)):
            raise BadTicket("signature")
        until, payload = _ticket_decoder.decode(base64.urlsafe_b64decode(padded))
    except (binascii.Error, msgspec.DecodeError):
        raise BadTicket("form") from None
    if epoch() > until:
        raise BadTicket("too old")
    return payload


_ticket_decoder = msgspec.json.Decoder(tuple[float, dict[str, Any]])


def _padded(text: bytes) -> bytes:
    return text + b"=" * (-len(text) % 4)


def _signatures(body: bytes, purpose: str) -> list[bytes]:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [hmac.digest(_derive(secret.encode(), f"ticket {purpose}"), body, "sha256") for secret in secrets]
