"""Secrets that are shown once and kept as digests. They are random and long, so a plain SHA-256 is enough."""

import hashlib
import secrets
import string

TOKEN_MARK = "cl"  # noqa: S105 - tells people and scanners what the value is
PREFIX_LENGTH = 8
TOKEN_PARTS = 3
_PREFIX_ALPHABET = string.ascii_lowercase + string.digits


def new_secret() -> str:
    """43 characters that are safe in an address, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(value: str) -> str:
    """What is stored instead of the secret."""
    return hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()


def new_token() -> tuple[str, str]:
    """A new API token: its public prefix, and the whole value that is shown once."""
    prefix = "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(PREFIX_LENGTH))
    return prefix, f"{TOKEN_MARK}_{prefix}_{new_secret()}"


def token_prefix(value: str) -> str:
    """The prefix inside a token's value; empty when the value is not shaped like one."""
    parts = value.split("_", TOKEN_PARTS - 1)
    is_shaped = len(parts) == TOKEN_PARTS and parts[0] == TOKEN_MARK and len(parts[1]) == PREFIX_LENGTH
    return parts[1] if is_shaped and set(parts[1]) <= set(_PREFIX_ALPHABET) else ""
