"""What the conformance suite of all channels needs to know of this one."""

from datetime import datetime

from changlai.channels.adapters.webhook.signing import new_secret
from changlai.channels.adapters.webhook.tests.support import NOW, SETTINGS, event, fixture, post, sign
from changlai.channels.contracts import HookRequest

__all__ = ["ADDRESS", "NOW", "REFUSALS", "REPEATABLE", "SAMPLES", "SETTINGS", "TAKEN", "forged", "genuine"]

# What the platform said at other times: (kind, payload, context).
SAMPLES = [("message.files", fixture("message.json"), b"")]
# Whom a message goes to, and the platform's answers to one: (status, body, headers).
ADDRESS = {"to": "user-42"}
TAKEN = (200, b'{"id": "their-7"}', {"content-type": "application/json"})
REPEATABLE = True  # the receiver knows a message by its id: sent twice, it counts once (README.md)
REFUSALS = {"unknown recipient": (404, b"", {}), "too often": (429, b"", {"retry-after": "7"})}


def genuine(now: datetime = NOW, mark: str = "1") -> HookRequest:
    """A request the channel must take; another ``mark`` is another event."""
    return post(event(id=f"evt_{mark}"), now=now)


def forged(now: datetime = NOW) -> dict[str, HookRequest]:
    """Requests it must refuse, by what is wrong with them."""
    good = genuine(now)
    foreign = sign(good.body, now=now, secret=new_secret())
    return {
        "tampered body": HookRequest("POST", {}, good.headers, good.body + b" ", now),
        "no signature": HookRequest("POST", {}, {}, good.body, now),
        "foreign signature": HookRequest("POST", {}, foreign, good.body, now),
    }
