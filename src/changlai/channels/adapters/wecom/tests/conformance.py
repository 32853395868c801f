"""What the conformance suite of all channels needs to know of this one."""

from datetime import datetime

from changlai.channels.adapters.wecom.tests.support import NOW, SETTINGS, callback, event
from changlai.channels.contracts import HookRequest

__all__ = ["NOW", "SETTINGS", "forged", "genuine"]


def genuine(now: datetime = NOW, mark: str = "1") -> HookRequest:
    """A callback the channel must take; another ``mark`` is another event."""
    return callback(event(ChangeType="add_external_contact", ExternalUserID=f"wm{mark}"), now=now)


def forged(now: datetime = NOW) -> dict[str, HookRequest]:
    """Callbacks it must refuse, by what is wrong with them."""
    good = genuine(now)
    query = dict(good.query)
    return {
        "tampered body": HookRequest(
            "POST", query, {}, good.body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A"), now
        ),
        "no signature": HookRequest("POST", {}, {}, good.body, now),
        "foreign signature": HookRequest("POST", query | {"msg_signature": "0" * 40}, {}, good.body, now),
    }
