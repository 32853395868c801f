"""Figures as people read them, in the current language."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language, to_locale

KIBI = 1024
CHINA, CHINESE_MOBILE = "+86", 11  # digits after the country code
MASK = "****"


def locale() -> str:
    """Babel's name of the current language."""
    return to_locale(get_language() or "en")


def number(value: float) -> str:
    """``12,431``."""
    return format_decimal(value, locale=locale())


def money(cents: int, currency: str = "CNY") -> str:
    """An amount in the smallest unit of an ISO 4217 currency: 329900 CNY is ``¥3,299.00``, 500 JPY is 500 yen."""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=locale())


def filesize(size: int) -> str:
    """Bytes as ``14.2 MB`` (1 KB = 1024 bytes, as the platforms count)."""
    amount, unit = float(size), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < KIBI:
            break
        amount, unit = amount / KIBI, larger
    shown = f"{amount:.1f}".removesuffix(".0") if unit != "B" else str(size)
    return f"{shown} {unit}"


def phone(value: str, *, masked: bool = True) -> str:
    """An E.164 number as it is dialled at home; ``masked`` keeps the first three and last four figures.

    Unmasked is for members who may see it; the caller has asked.
    """
    digits = value.removeprefix(CHINA) if _is_chinese_mobile(value) else value
    if not masked:
        return digits
    head, tail = (3, 4) if len(digits) > 7 else (0, 2)  # noqa: PLR2004 - a short number keeps only its end
    return digits[:head] + MASK + digits[-tail:]


def email(value: str) -> str:
    """An e-mail address with the first letter of its name and its host: ``w****@example.com``."""
    name, _at, host = value.rpartition("@")
    return f"{name[:1]}{MASK}@{host}"


def _is_chinese_mobile(value: str) -> bool:
    return value.startswith(CHINA) and len(value) == len(CHINA) + CHINESE_MOBILE
