"""Amounts as they are typed, in cents: hundredths, or whatever is a currency's smallest unit."""

from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision, is_currency

from changlai.orders.contracts import MOST_AMOUNT

OFFERED = ("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "THB", "AUD", "CAD")
_AROUND = str.maketrans(
    {",": "", "，": "", " ": "", "\u00a0": "", "¥": "", "￥": "", "元": "", "$": "", "€": "", "£": ""}
)


def is_known(currency: str) -> bool:
    """Whether a word is an ISO 4217 code."""
    return len(currency) == 3 and currency.isascii() and currency.isupper() and is_currency(currency)  # noqa: PLR2004


def cents(text: str, currency: str) -> int | None:
    """``¥3,299.00`` as 329900; None for what is no amount, is negative, or finer than the currency's smallest unit."""
    try:
        amount = Decimal(text.translate(_AROUND)).scaleb(get_currency_precision(currency))
        is_whole = amount.is_finite() and amount == amount.to_integral_value()
    except InvalidOperation:
        return None
    return int(amount) if is_whole and 0 <= amount <= MOST_AMOUNT else None


def typed(amount: int, currency: str) -> str:
    """An amount as a form shows it: ``3299.00``."""
    digits = get_currency_precision(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"
