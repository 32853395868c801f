"""How WeCom knows a person (PLATFORMS H)."""

from collections.abc import Mapping
from typing import Any

from changlai.channels.contracts import IdentityClaim


def claims(settings: Mapping[str, Any], external_userid: str, unionid: str = "") -> tuple[IdentityClaim, ...]:
    """``external_userid`` within the corp; ``unionid`` within the open-platform account, when told."""
    corpid = settings["corpid"]
    known = IdentityClaim("external_userid", corpid, external_userid)
    if not unionid:
        return (known,)
    return (known, IdentityClaim("unionid", settings.get("unionid_scope") or corpid, unionid))
