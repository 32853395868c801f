"""Who wrote: a callback holds a number only, so Weibo is asked for name and picture."""

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from changlai.channels.adapters.weibo.client import Client
from changlai.channels.adapters.weibo.parser import ENTERED, PROFILE, WRITTEN
from changlai.channels.adapters.weibo.values import load_object, number_text, text, web_address
from changlai.channels.contracts import Delivery, Desk

KINDS = frozenset((*WRITTEN, *ENTERED))
_TEXT_TIME = "%a %b %d %H:%M:%S +0000 %Y"


def fetch(desk: Desk, _kind: str, payload: bytes) -> Sequence[Delivery]:
    """What the profile holds that is kept; the same as last week is a repetition."""
    uid = number_text(load_object(payload), "sender_id")
    if not uid:
        return ()
    user = load_object(Client(desk).read("users/show", {"uid": uid}))
    now = timezone.now()
    year, week, _day = now.isocalendar()
    kept = {
        "id": uid,
        "screen_name": text(user, "screen_name", 200),
        "avatar_large": web_address(user, "avatar_large"),
        "gender": text(user, "gender", 1),
    }
    mark = "/".join(kept.values())
    body = msgspec.json.encode(kept | {"asked_at": now.strftime(_TEXT_TIME)})
    return (Delivery(f"profile:{year}-{week}:{mark}", PROFILE, body, uid, now),)
