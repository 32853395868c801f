"""What the conformance suite of all channels needs to know of this one."""

from datetime import datetime

from changlai.channels.adapters.webhook.signing import new_secret
from changlai.channels.adapters.webhook.tests.support import NOW, SETTINGS, event, post, sign
from changlai.channels.contracts import HookRequest

__all__ = ["NOW", "SETTINGS", "forged", "genuine"]


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
