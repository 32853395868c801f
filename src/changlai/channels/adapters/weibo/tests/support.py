"""Requests as Weibo's fans service makes them, and rows of its open API; composed from the documented fields."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from changlai.channels.contracts import HookRequest
from tests.support import weibo

UID, CUSTOMER = weibo.UID, "2489518277"
SETTINGS: dict[str, Any] = weibo.SETTINGS | {"account_id": 7, "poll_seconds": 300, "daily_calls": 1_000}
SECRET = str(SETTINGS["app_secret"])
NOW = datetime(2026, 3, 2, 2, 0, 30, tzinfo=UTC)
AT = "Mon Mar 02 10:00:00 +0800 2026"
MOMENT = datetime(2026, 3, 2, 2, 0, 0, tzinfo=UTC)


def stamp(now: datetime = NOW, secret: str = SECRET, nonce: str = "57155157") -> dict[str, str]:
    """The query of a genuine call."""
    timestamp = str(int(now.timestamp() * 1000))
    joined = "".join(sorted((secret, timestamp, nonce)))
    signature = hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}


def push(now: datetime = NOW, **fields: Any) -> HookRequest:
    """A genuine POST; ``fields`` stand over those of a text message."""
    body = {
        "type": "text",
        "receiver_id": int(UID),
        "sender_id": int(CUSTOMER),
        "created_at": AT,
        "text": "沙发有货吗",
        "data": {},
    }
    return HookRequest("POST", stamp(now), {}, json.dumps(body | fields).encode(), now)


def user(uid: str = CUSTOMER, **fields: Any) -> dict[str, Any]:
    return {
        "id": int(uid),
        "screen_name": "小满",
        "location": "浙江 杭州",
        "followers_count": 12_800,
        "verified": True,
        "avatar_large": "https://tvax1.example/a.jpg",
    } | fields


def status(**fields: Any) -> dict[str, Any]:
    return {
        "created_at": AT,
        "id": 10_000_000_000_000_007,
        "mid": "10000000000000007",
        "text": "买的新品用了两天就坏了，客服还不理人 @禾木家居",
        "source": '<a href="https://weibo.com/">微博网页版</a>',
        "attitudes_count": 3,
        "comments_count": 2,
        "reposts_count": 1,
        "pic_urls": [{"thumbnail_pic": "x"}],
        "user": user(),
    } | fields


def comment(**fields: Any) -> dict[str, Any]:
    return {
        "created_at": AT,
        "id": 10_000_000_000_000_021,
        "text": "一直没人回",
        "user": user(),
        "status": status(user=user(UID), text="新品上市"),
    } | fields


def raw(row: dict[str, Any]) -> bytes:
    return json.dumps(row).encode()
