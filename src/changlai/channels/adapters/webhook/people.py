"""How a sending system's description of a person becomes claims of identity (PLATFORMS H)."""

import re
from collections.abc import Mapping
from typing import Any

import phonenumbers

from changlai.channels.adapters.webhook.events import Person
from changlai.channels.contracts import IdentityClaim

_REGION = "CN"  # of a number without a country code
_PERSONAL = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_EMAIL = re.compile(r"[\x21-\x3f\x41-\x7e]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)


def claims(person: Person, settings: Mapping[str, Any]) -> tuple[tuple[IdentityClaim, ...], dict[str, str]]:
    """What identifies the person, and for what does not, the reason why it was left out."""
    found = [IdentityClaim("external_id", id_space(settings), person.id)]
    dropped: dict[str, str] = {}
    if person.phone:
        number, reason = phone(person.phone)
        if number:
            found.append(IdentityClaim("phone", "", number, exclusive=False))
        else:
            dropped["phone"] = reason
    if person.email:
        address = email(person.email)
        if address:
            found.append(IdentityClaim("email", "", address, exclusive=False))
        else:
            dropped["email"] = "not_an_address"
    if person.unionid:
        scope = settings.get("unionid_scope")
        if scope:
            found.append(IdentityClaim("unionid", scope, person.unionid))
        else:
            dropped["unionid"] = "no_open_platform_account"
    return tuple(found), dropped


def id_space(settings: Mapping[str, Any]) -> str:
    """Whose ids the events carry: a name shared by several channels, or this channel alone."""
    return settings.get("id_space") or f"account:{settings.get('account_id', '')}"


def phone(text: str) -> tuple[str, str]:
    """(E.164, "") of a personal number, else ("", reason). Landlines and hotlines are shared by many people."""
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
