"""How a sending system's description of a person becomes claims of identity (PLATFORMS H)."""

from collections.abc import Mapping
from typing import Any

from changlai.channels.adapters.webhook.events import Person
from changlai.channels.contracts import IdentityClaim
from changlai.channels.contracts.reach import email, phone


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
