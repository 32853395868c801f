"""The border: ids, times and texts of Weibo as they arrive, made safe to keep."""

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from changlai.channels.contracts.reading import http_address

# NUL and lone surrogates cannot be stored as text; the other control characters only disturb screens.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII)
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LARGEST_COUNT = 2**31 - 1

LONGEST = 100 * 365 * 86_400  # seconds of an authorisation; what is longer is no length of time
TEXT_LENGTH, NAME_LENGTH, URL_LENGTH = 20_000, 200, 2_000  # characters kept; Weibo's own limits are shorter


def clean(text: str) -> str:
    """Text without what a database or a screen cannot bear."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("", text)


def load_object(data: bytes) -> dict[str, Any]:
    """The JSON object in ``data``, or an empty one when there is none. Half characters are read and dropped later."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            value = json.loads(data.decode(errors="replace"), strict=False)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def text(fields: Mapping[str, Any], name: str, longest: int = TEXT_LENGTH) -> str:
    """The field as clean text; "" when it is none. Weibo writes < and & as HTML does."""
    value = fields.get(name)
    return clean(html.unescape(value[: longest * 6]))[:longest] if isinstance(value, str) else ""


def number_text(fields: Mapping[str, Any], name: str) -> str:
    """An id, whether it came as a number or as text; "" when it is none. Ids pass 2^53, so they stay text."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return str(value)
    return value if isinstance(value, str) and _DIGITS.fullmatch(value) and value.strip("0") else ""


def count(fields: Mapping[str, Any], name: str) -> int:
    """A count; 0 when it is none."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return min(max(value, 0), _LARGEST_COUNT)
    return 0


def web_address(fields: Mapping[str, Any], name: str) -> str:
    """The field when it is an http(s) address, else ""."""
    return http_address(text(fields, name, URL_LENGTH))


def moment(fields: Mapping[str, Any], name: str = "created_at") -> datetime | None:
    """A text time (``Mon Jul 16 18:09:20 +0800 2012``) as UTC; None when it is none.

    Read without the names of days, which a locale would change.
    """
    value = fields.get(name)
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    month, day, hour, minute, second, zone, year = found.groups()
    number = _MONTHS.get(month)
    if number is None:
        return None
    try:
        zoned = datetime.strptime(
            f"{year}-{number:02}-{day:0>2} {hour}:{minute}:{second} {zone}", "%Y-%m-%d %H:%M:%S %z"
        )
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_MONTHS = {
    name: place + 1
    for place, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"))
}


def short_id(mid: str) -> str:
    """The name of a post in its address: seven digits at a time, written with 62 letters."""
    groups = []
    while mid:
        mid, group = mid[:-7], mid[-7:]
        groups.append(_base62(int(group)).rjust(4 if mid else 0, "0"))
    return "".join(reversed(groups))


def _base62(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 62)
        letters = _BASE62[rest] + letters
    return letters
