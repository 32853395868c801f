"""The border: numbers, times and texts of WeCom as they arrive, made safe to keep."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from changlai.channels.contracts.reading import http_address

# NUL and lone surrogates cannot be stored as text; the other control characters only disturb screens.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DEEPEST = 32
_EARLIEST = 946_684_800  # 2000-01-01
_LATEST = 4_102_444_800  # 2100-01-01
_DIGITS = 18  # of a number that surely fits into 64 bits
EPOCH = datetime.fromtimestamp(0, tz=UTC)

# Longest texts kept of each sort, in characters; WeCom's own limits are shorter.
ID_LENGTH = 128
NAME_LENGTH = 200
TEXT_LENGTH = 4_000
URL_LENGTH = 2_000


def clean(text: str) -> str:
    """Text without the characters a database or a screen cannot bear (NUL, lone surrogates, controls)."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub("", text)


def deep_clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - the JSON border
    """A JSON value with every text cleaned; what is nested deeper than 32 levels is cut off."""
    if isinstance(value, str):
        return clean(value)
    if depth >= _DEEPEST:
        return None
    if isinstance(value, list):
        return [deep_clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean(str(key)): deep_clean(item, depth + 1) for key, item in value.items()}
    return value


def load_object(data: bytes) -> dict[str, Any]:
    """The JSON object in ``data``, or an empty one when there is none.

    WeCom has been seen to send raw line breaks inside strings and half characters in nicknames: both are
    read.
    """
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            value = deep_clean(json.loads(data.decode(errors="replace"), strict=False))
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def text(fields: Mapping[str, Any], name: str, longest: int = TEXT_LENGTH) -> str:
    """The field as clean text; "" when it is missing or neither text nor a number."""
    value = fields.get(name)
    if isinstance(value, str):
        return clean(value)[:longest]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:longest] if -(2**63) <= value < 2**64 else ""
    return ""


def identifier(fields: Mapping[str, Any], name: str) -> str:
    """The field as an id; "" when it is missing or too long to be one (an id is never cut)."""
    value = text(fields, name)
    return value if len(value) <= ID_LENGTH else ""


def web_address(fields: Mapping[str, Any], name: str) -> str:
    """The field when it is an http(s) address, else ""."""
    return http_address(text(fields, name, URL_LENGTH))


def parts(fields: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list field; whatever else is in it is passed over."""
    value = fields.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(fields: Mapping[str, Any], name: str, longest: int = NAME_LENGTH) -> tuple[str, ...]:
    """The non-empty texts in a list field."""
    value = fields.get(name)
    items = value if isinstance(value, list) else []
    return tuple(clean(item)[:longest] for item in items if isinstance(item, str) and clean(item))


def number(fields: Mapping[str, Any], name: str) -> int | None:
    """The field as a whole number within 64 bits, or None."""
    value = fields.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    return None


def moment(fields: Mapping[str, Any], name: str) -> datetime | None:
    """A field in Unix seconds as UTC; None when it is missing or outside 2000-2100."""
    seconds = number(fields, name)
    if seconds is None or not _EARLIEST <= seconds < _LATEST:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)
