"""Whose a visitor's event is: claims of identity (PLATFORMS H)."""

from collections.abc import Mapping
from typing import Any

from changlai.channels.adapters.webchat.told import Kept
from changlai.channels.contracts import IdentityClaim
from changlai.channels.contracts.reach import email, phone

_GUESTS = {"zh": "访客 {}", "en": "Visitor {}"}


def claims(kept: Kept, settings: Mapping[str, Any]) -> tuple[tuple[IdentityClaim, ...], dict[str, str]]:
    """What identifies the visitor, and for what does not, why it was left out.

    The browser is a weak claim: it joins what was said before signing in to who signed in. Everything else is strong
    and was signed by the site's server.
    """
    account = f"account:{settings.get('account_id', '')}"
    browser = IdentityClaim("visitor", account, kept.device, strong=False, exclusive=False)
    if not kept.user:
        return (browser,), {}
    space = settings.get("id_space") or account
    found, dropped = [IdentityClaim("external_id", space, kept.user), browser], dict[str, str]()
    if kept.phone:
        number, reason = phone(kept.phone)
        if number:
            found.append(IdentityClaim("phone", "", number, exclusive=False))
        else:
            dropped["phone"] = reason
    if kept.email:
        address = email(kept.email)
        if address:
            found.append(IdentityClaim("email", "", address, exclusive=False))
        else:
            dropped["email"] = "not_an_address"
    if kept.unionid and settings.get("unionid_scope"):
        found.append(IdentityClaim("unionid", str(settings["unionid_scope"]), kept.unionid))
    return tuple(found), dropped


def guest_name(device: str, settings: Mapping[str, Any]) -> str:
    """How a visitor is called who has told no name: "访客 4F2A", in the language of the widget."""
    return _GUESTS["en" if settings.get("language") == "en" else "zh"].format(device[:4].upper())
