"""Reads and checks the environment; a wrong value stops the start with a sentence, not with a stack."""

import base64
import binascii
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

DEV = os.environ.get("CHANGLAI_DEV") == "1"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
KEY_BYTES = 32
SECRET_LENGTH = 50  # characters
# Our statements are short: neither pays. What a filter hashes (ids who wear a tag) stays in memory: 32 MB at most.
PLANNER = "-c jit=off -c max_parallel_workers_per_gather=0 -c hash_mem_multiplier=8"


def refuse(sentence: str) -> SystemExit:
    """Stop the program with a message a person can act on."""
    return SystemExit(f"changlai: {sentence}")


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int, *, least: int) -> int:
    """A whole number that may not be smaller than ``least``."""
    given = text(name, str(default))
    if not given.isdecimal() or int(given) < least:
        raise refuse(f"{name} is {given!r}; give a whole number of at least {least}")
    return int(given)


def one_of(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of the words that ``name`` may be."""
    given = text(name, default)
    if given not in known:
        raise refuse(f"{name} is {given!r}; give one of {', '.join(known)}")
    return given


def package_path() -> Path:
    return Path(__file__).resolve().parent.parent


def address_list(name: str) -> list[str]:
    """A comma-separated list, empty when unset."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def public_url() -> str:
    """The address people and platforms use. Plain http is for this machine only."""
    url = text("CHANGLAI_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refuse(f"CHANGLAI_PUBLIC_URL is {url!r}; give a full address such as https://crm.example.com")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not DEV:
        raise refuse(f"CHANGLAI_PUBLIC_URL is {url}: sign-in over plain http could be read by others; use https")
    return url


def secret_key() -> str:
    key = os.environ.get("CHANGLAI_SECRET_KEY", "")
    if len(key) < SECRET_LENGTH:
        raise refuse(
            f"CHANGLAI_SECRET_KEY is missing or shorter than {SECRET_LENGTH} characters; "
            "`changlai up` makes one by itself"
        )
    return key


def field_keys() -> dict[str, bytes]:
    """Keys for encrypted fields by id, the newest first: "2026b:BASE64,2026a:BASE64"."""
    keys: dict[str, bytes] = {}
    for part in address_list("CHANGLAI_FIELD_KEYS"):
        key_id, _, value = part.partition(":")
        try:
            keys[key_id] = base64.b64decode(value)
        except binascii.Error:
            keys[key_id] = b""
        if len(keys[key_id]) != KEY_BYTES or not key_id.isalnum():
            raise refuse("CHANGLAI_FIELD_KEYS: each key is ID:BASE64 with 32 bytes, ids are letters and digits")
    if not keys:
        raise refuse("CHANGLAI_FIELD_KEYS is missing; `changlai up` makes one by itself")
    return keys


def platform_url(channel: str, default: str) -> str:
    """The address of a channel's platform: CHANGLAI_<CHANNEL>_URL, or the platform's own."""
    return text(f"CHANGLAI_{channel.upper()}_URL", default).rstrip("/")


def database() -> dict[str, Any]:
    """Django's database entry from CHANGLAI_DATABASE_URL.

    The URL names the owner. Unless CHANGLAI_AS_OWNER=1 (migrations), each connection takes the role ``changlai_app``,
    which owns nothing and is held by row-level security.
    """
    url = urlsplit(text("CHANGLAI_DATABASE_URL", ""))
    if url.scheme not in {"postgresql", "postgres"}:
        raise refuse("CHANGLAI_DATABASE_URL must be postgresql://...; `changlai up` starts a database by itself")
    query = parse_qs(url.query)
    owner = os.environ.get("CHANGLAI_AS_OWNER") == "1"
    limits = "" if owner else " -c role=changlai_app -c statement_timeout=15s -c lock_timeout=3s"
    options: dict[str, Any] = {
        "options": f"-c idle_in_transaction_session_timeout=30s {PLANNER}{limits}",
        "application_name": f"changlai {os.environ.get('CHANGLAI_PROCESS', Path(sys.argv[0]).name)}",
    }
    pool = number("CHANGLAI_POOL", 0, least=0)
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5}
    for name in ("sslmode", "sslrootcert"):
        if name in query:
            options[name] = query[name][0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query["host"][0] if "host" in query else (url.hostname or ""),
        "PORT": _port(url),
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": True,  # a pool tries a connection before it hands it out: the server may have restarted
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }


def _port(url: SplitResult) -> str:
    try:
        return str(url.port or "")
    except ValueError:
        raise refuse("the port in CHANGLAI_DATABASE_URL is no number from 1 to 65535") from None
