"""What the conformance suite of all channels needs to know of this one."""

import dataclasses
from datetime import datetime

from changlai.channels.adapters.webchat.tests.support import NOW, SESSION, SETTINGS, message, post
from changlai.channels.adapters.webchat.tokens import Session
from changlai.channels.contracts import HookRequest

__all__ = ["ADDRESS", "NOW", "REFUSALS", "REPEATABLE", "SAMPLES", "SETTINGS", "TAKEN", "forged", "genuine"]

_AT = '"at":"2026-11-20T04:00:00Z","device":"abcd"'
SAMPLES = [
    (
        "visit.pages",
        f'{{"id":"p1",{_AT},"pages":[{{"url":"https://a.example/","at":"2026-11-20T04:00:00Z"}}]}}'.encode(),
        b"",
    ),
    ("visit.identified", f'{{"id":"i",{_AT},"user":"u1","name":"小满","phone":"13800138000"}}'.encode(), b""),
    ("visit.seen", f'{{"id":"s1",{_AT},"thread":"v:abcd","number":3,"key":"k"}}'.encode(), b""),
]
ADDRESS = {"to": SESSION.threads[-1]}
TAKEN = None  # its messages are rows of ours: nobody is called, and nobody refuses
REPEATABLE = True
REFUSALS: dict[str, None] = {}


def genuine(now: datetime = NOW, mark: str = "1") -> HookRequest:
    """A request the channel must take; another ``mark`` is another event."""
    return post(message(id=f"client-000{mark}"), now=now)


def forged(now: datetime = NOW) -> dict[str, HookRequest]:
    """Requests it must refuse, by what is wrong with them."""
    good = genuine(now)
    token = good.headers["authorization"]
    return {
        "no session": dataclasses.replace(good, headers={}),
        "altered session": dataclasses.replace(good, headers={"authorization": token[:-4] + "AAAA"}),
        "session of another account": post(message(), session=Session(8, SESSION.device), now=now),
        "through the door of callbacks": post(message(), now=now, door=""),
    }
