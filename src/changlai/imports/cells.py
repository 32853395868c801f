"""Cells as parts read them: what people and spreadsheets write for days, moments, amounts and numbers, in one form.

What is not understood stays as it was written: the part says what is wrong with it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from changlai.channels.contracts import reach
from changlai.records.enums import AttributeKind

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"\s*T?\s*(\d{1,2})\s*[::：时]\s*(\d{1,2})(?:\s*[::：分]\s*(\d{1,2})(?:\.\d+)?)?\s*[分秒]?")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_SERIAL_START = date(1899, 12, 30)  # day 0 of a spreadsheet, counted as it counts since March 1900
_SERIAL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_SIGNS = re.compile(r"^(?:rmb|cny|usd|人民币)|[¥￥$€£,，\s]|(?:元|圆|块)$", re.IGNORECASE)
_TEN_THOUSAND = ("万", "w")
_FLOAT = re.compile(r"(\d{7,15})\.0+|(\d(?:\.\d+)?)[eE]\+?(\d{1,2})")


def tidy(text: str, kind: AttributeKind) -> str:
    """The cell in the one form of its kind: days as 2026-01-31, moments as 2026-01-31 13:05:00, plain numbers."""
    if not text:
        return text
    reader = _READERS.get(kind)
    return reader(text) if reader else text


def day(text: str) -> str:
    """A day in ISO form; a moment loses its time."""
    found = _parts(text)
    return found[0].isoformat() if found else text


def moment(text: str) -> str:
    """A moment as 2026-01-31 13:05:00, a day as 2026-01-31."""
    found = _parts(text)
    if found is None:
        return text
    the_day, seconds = found
    if seconds is None:
        return the_day.isoformat()
    at = datetime(the_day.year, the_day.month, the_day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the reader's zone
    return at.isoformat(sep=" ", timespec="seconds")


def _parts(text: str) -> tuple[date, int | None] | None:
    """The day, and seconds since its midnight where a time is told."""
    stripped = text.strip()
    if serial := _SERIAL.fullmatch(stripped):
        return _from_serial(int(serial[1]), serial[2])
    found = _DAY.match(stripped) or _COMPACT.match(stripped)
    if not found:
        return None
    rest = stripped[found.end() :]
    time = _TIME.fullmatch(rest)
    if rest.strip() and not time:
        return None
    try:
        the_day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return the_day, _seconds(time) if time else None


def _seconds(time: re.Match[str]) -> int | None:
    hours, minutes, seconds = int(time[1]), int(time[2]), int(time[3] or 0)
    return hours * 3600 + minutes * 60 + seconds if hours < 24 and minutes < 60 and seconds < 60 else None  # noqa: PLR2004


def _from_serial(days: int, fraction: str | None) -> tuple[date, int | None] | None:
    if days not in _SERIAL_DAYS:
        return None
    seconds = round(float(f"0.{fraction}") * 86_400) if fraction else None
    return _SERIAL_START + timedelta(days=days), None if seconds is None else min(seconds, 86_399)


def number(text: str) -> str:
    """A plain number: without currency and separators of thousands, with 万 multiplied out."""
    plain = _SIGNS.sub("", text.strip())
    plain = _SIGNS.sub("", plain)
    times = 10_000 if plain.lower().endswith(_TEN_THOUSAND) else 1
    try:
        amount = Decimal(plain[:-1] if times > 1 else plain) * times
    except InvalidOperation:
        return text
    return format(amount.normalize(), "f") if amount.is_finite() and abs(amount.adjusted()) < 40 else text  # noqa: PLR2004


def _digits(text: str) -> str:
    """A phone number that a spreadsheet took for a number, as digits."""
    plain = text.strip().lstrip("'\u200b\u202d").rstrip("\u202c")
    found = _FLOAT.fullmatch(plain)
    if found and found[1]:
        return found[1]
    if found and len(found[2].replace(".", "")) > 7:  # noqa: PLR2004 - fewer digits are a rounded number
        return format(Decimal(plain), "f")
    return plain


def key_of(text: str, kind: AttributeKind) -> str:
    """What a cell is compared by when rows are looked through for the same record; empty where it says nothing."""
    if kind == AttributeKind.PHONE:
        return reach.phone(text)[0]
    if kind == AttributeKind.EMAIL:
        return reach.email(text).lower()
    return " ".join(text.split()).casefold()


def looks_like(text: str) -> AttributeKind | None:
    """What a cell most likely is, by itself."""
    plain = _digits(text)
    if reach.email(text.strip()):
        return AttributeKind.EMAIL
    if len(re.sub(r"\D", "", plain)) >= 8 and reach.phone(plain)[1] in {"", "not_personal"}:  # noqa: PLR2004
        return AttributeKind.PHONE
    if _DAY.match(text.strip()) and _parts(text):
        return AttributeKind.DATE
    amount = number(text)
    return AttributeKind.NUMBER if re.fullmatch(r"-?\d+(\.\d+)?", amount) else None


def _address(text: str) -> str:
    return text.removeprefix("mailto:").strip("<> ")


_READERS: Mapping[AttributeKind, Callable[[str], str]] = {
    AttributeKind.DATE: day,
    AttributeKind.MOMENT: moment,
    AttributeKind.NUMBER: number,
    AttributeKind.MONEY: number,
    AttributeKind.PHONE: _digits,
    AttributeKind.EMAIL: _address,
}
