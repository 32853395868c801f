"""Phone numbers and e-mail addresses as identities: one form for each, and none for what many people share."""

import re
from functools import lru_cache

import phonenumbers

_REGION = "CN"  # of a number without a country code
_PERSONAL = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_PLAIN_MOBILE = re.compile(r"1[0-9]{10}", re.ASCII)
_TELLING = 6  # leading digits of a Chinese mobile number that say whether it is one
_EMAIL = re.compile(r"[\x21-\x3f\x41-\x7e]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)


def phone(text: str) -> tuple[str, str]:
    """(E.164, "") of a personal number, else ("", reason). Landlines and hotlines are shared by many people."""
    if _PLAIN_MOBILE.fullmatch(text) and _is_mobile(text[:_TELLING]):
        return f"+86{text}", ""
    return _parsed(text)


@lru_cache(maxsize=4096)
def _is_mobile(start: str) -> bool:
    """Whether Chinese numbers of eleven digits that begin so are mobile ones: tables of them come by the thousand."""
    return _parsed(start.ljust(11, "0"))[0] == f"+86{start.ljust(11, '0')}"


def _parsed(text: str) -> tuple[str, str]:
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return "", "not_a_number"
    if not phonenumbers.is_valid_number(number) or number.extension:
        return "", "not_a_number"
    if phonenumbers.number_type(number) not in _PERSONAL:
        return "", "not_personal"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""


def email(text: str) -> str:
    """The address with its domain in lower case, or ""."""
    address = text.strip()
    if not _EMAIL.fullmatch(address):
        return ""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
