"""What the conformance suite of all channels needs to know of this one."""

from datetime import datetime

from changlai.channels.adapters.wecom.tests.support import NOW, SETTINGS, callback, event, fixture
from changlai.channels.contracts import HookRequest

__all__ = ["ADDRESS", "NOW", "REFUSALS", "REPEATABLE", "SAMPLES", "SETTINGS", "TAKEN", "forged", "genuine"]

# What the platform said at other times: (kind, payload, context).
SAMPLES = [("snapshot", fixture("contact_details.json"), b"")]
# Whom a message goes to, and the platform's answers to one: (status, body, headers).
ADDRESS = {"open_kfid": "wk1", "touser": "wm1"}
_JSON = {"content-type": "application/json; charset=UTF-8"}
TAKEN = (200, b'{"errcode": 0, "errmsg": "ok", "msgid": "key-1"}', _JSON)
REPEATABLE = False
REFUSALS = {
    "unknown recipient": (200, b'{"errcode": 40096, "errmsg": "invalid external userid"}', _JSON),
    "too often": (200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}', _JSON),
}


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
