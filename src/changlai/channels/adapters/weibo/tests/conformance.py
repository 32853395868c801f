"""What the conformance suite of all channels needs to know of this one."""

from datetime import datetime

from changlai.channels.adapters.weibo import public
from changlai.channels.adapters.weibo.tests.support import (
    AT,
    CUSTOMER,
    NOW,
    SETTINGS,
    comment,
    push,
    raw,
    stamp,
    status,
)
from changlai.channels.contracts import HookRequest

__all__ = ["ADDRESS", "NOW", "REFUSALS", "REPEATABLE", "SAID", "SAMPLES", "SETTINGS", "TAKEN", "forged", "genuine"]

# What the platform said at other times: (kind, payload, context).
SAMPLES = [("profile", raw({"id": CUSTOMER, "screen_name": "小满", "asked_at": AT}), b"")]
# What people said to everybody, as deliveries: something, the same again, and something else.
SAID = [
    public.delivery(public.STATUS, raw(status()), NOW, to_us=True),
    public.delivery(public.STATUS, raw(status()), NOW, to_us=True),
    public.delivery(public.COMMENT, raw(comment()), NOW, to_us=True),
]
# Whom a message goes to, and the platform's answers to one: (status, body, headers).
ADDRESS = {"to": CUSTOMER}
_JSON = {"content-type": "application/json; charset=UTF-8"}
TAKEN = (200, b'{"result": true}', _JSON)
REPEATABLE = False
REFUSALS = {
    "unknown recipient": (400, b'{"error": "User does not exists", "error_code": 20003}', _JSON),
    "too often": (403, b'{"error": "User requests out of rate limit", "error_code": 10023}', _JSON),
}


def genuine(now: datetime = NOW, mark: str = "1") -> HookRequest:
    """A callback the channel must take; another ``mark`` is another message."""
    return push(now, text=f"在吗 {mark}")


def forged(now: datetime = NOW) -> dict[str, HookRequest]:
    """Callbacks it must refuse, by what is wrong with them. The body is signed by nobody on this platform."""
    body = genuine(now).body
    good = stamp(now)
    return {
        "no signature": HookRequest("POST", {}, {}, body, now),
        "foreign signature": HookRequest("POST", stamp(now, secret="f" * 32), {}, body, now),
        "other nonce": HookRequest("POST", good | {"nonce": "1"}, {}, body, now),
        "another company's": HookRequest("POST", good, {}, push(now, receiver_id=1).body, now),
    }
