"""The streams of an account: its own page, what is said to it, and the posts of those it watches.

A stream is read from its newest end back to what was seen last, a page at a time; the cursor holds where we stand in
that, so a page that was stored is never asked for again.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.utils import timezone

from changlai.channels.adapters.weibo import public
from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.client import Client
from changlai.channels.adapters.weibo.values import LONGEST, NAME_LENGTH, load_object, number_text, text, web_address
from changlai.channels.contracts import WATCH, Delivery, Desk, Endpoint, Pulled
from changlai.channels.errors import CallFailed

ACCOUNT = "account"  # the stream of the account's own page and authorisation
COLLECTED = ("comments", "mentions", "comment_mentions")
POLL_SECONDS = 300  # when the settings say nothing
PAGE = 50
_EARLY = 0.8  # of the time between two looks: a look that comes later is due
_UID_LENGTH = 20
PUBLIC = "weibo_public"


class Kind(NamedTuple):
    """How a stream is asked for, and what its rows are."""

    api: str
    rows: str
    kind: str
    to_us: bool = True


_KINDS = {
    "comments": Kind("comments/to_me", "comments", public.COMMENT),
    "mentions": Kind("statuses/mentions", "statuses", public.STATUS),
    "comment_mentions": Kind("comments/mentions", "comments", public.COMMENT),
}
_WATCHED = Kind("statuses/user_timeline", "statuses", public.STATUS, to_us=False)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """``since``: everything up to here is stored. ``top``: the newest id of the walk under way, ``below`` its next
    page's newest. ``asked``: when the platform was last asked, in Unix seconds.
    """

    since: str = ""
    top: str = ""
    below: str = ""
    asked: float = 0.0


class WeiboPuller:
    """One page at a time."""

    def pull(self, desk: Desk, key: str, cursor: str, hint: Mapping[str, str]) -> Pulled:
        """Raises CallFailed."""
        if key == ACCOUNT:
            return _account(desk)
        kind = _KINDS.get(key) or (_WATCHED if key.startswith(WATCH) else None)
        if kind is None:
            raise CallFailed("stream", say.PARAMETERS, permanent=True)
        return _page(desk, kind, _whom(key), cursor, is_asked=bool(hint.get("now")))


def watched(handle: str) -> str:
    """The stream of somebody's posts, by UID, address or @name. Raises ValueError."""
    given = handle.strip()
    found = _UID.search(given)
    if found:
        return f"{WATCH}{found[1]}"
    name = given.removeprefix("@")
    if given.startswith("@") and _NAME.fullmatch(name):
        return f"{WATCH}@{name}"
    raise ValueError(say.NO_UID)


_UID = re.compile(r"^(?:(?:https?://)?(?:www\.|m\.)?weibo\.(?:com|cn)/(?:u/)?)?([0-9]{5,20})(?:[/?#].*)?$", re.ASCII)
_NAME = re.compile(r"[\w-]{2,30}")


def feeds(_settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What is said to the account."""
    return COLLECTED


def _whom(key: str) -> dict[str, str]:
    whom = key.removeprefix(WATCH) if key.startswith(WATCH) else ""
    if whom.startswith("@"):
        return {"screen_name": whom[1:]}
    return {"uid": whom} if whom else {}


def _page(desk: Desk, kind: Kind, whom: dict[str, str], cursor: str, *, is_asked: bool) -> Pulled:
    place, now, every = _place(cursor), timezone.now(), poll_seconds(desk.settings)
    rest = place.asked + every * _EARLY - now.timestamp()
    if rest > 0 and not place.below and not is_asked:
        return Pulled(cursor=cursor, again=max(rest, 1.0))
    query = {"count": str(PAGE), **whom}
    if place.since:
        query["since_id"] = place.since
    if place.below:
        query["max_id"] = place.below
    answer = Client(desk).read(kind.api, query)
    rows, after = _rows(answer, kind.rows)
    found = [one for row in rows if (one := public.delivery(kind.kind, row, now, to_us=kind.to_us))]
    following = _following(place, [_number(one) for one in found], after, now)
    return Pulled(
        deliveries=tuple(found),
        cursor=msgspec.json.encode(following).decode(),
        more=bool(following.below),
        again=0.0 if following.below else every,
    )


def _following(place: Cursor, numbers: list[int], after: str, now: datetime) -> Cursor:
    """Where we stand after a page. The first time only one page is read: what is older was said before we listened."""
    newest = max([int(place.top or 0), int(place.since or 0), *numbers])
    oldest = min(numbers, default=0)
    below = int(after) if after else (oldest - 1 if len(numbers) == PAGE else 0)
    since = int(place.since or 0)
    if place.since and numbers and since < below < int(place.below or 2**63):
        return Cursor(place.since, str(newest), str(below), now.timestamp())
    return Cursor(since=str(newest or ""), asked=now.timestamp())


def _number(delivery: Delivery) -> int:
    return int(delivery.key.rpartition(":")[2])


def _place(cursor: str) -> Cursor:
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except msgspec.DecodeError:
        return Cursor()


def _rows(answer: bytes, name: str) -> tuple[list[bytes], str]:
    """The rows word for word, and the id at which the next page begins ("" at the end)."""
    try:
        fields = msgspec.json.decode(answer, type=dict[str, msgspec.Raw])
        rows = msgspec.json.decode(fields.get(name, msgspec.Raw(b"[]")), type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields_loose = load_object(answer)
        loose = fields_loose.get(name)
        rows_loose = loose if isinstance(loose, list) else []
        return [msgspec.json.encode(one) for one in rows_loose if isinstance(one, dict)], ""
    after = number_text(load_object(b'{"next": %s}' % bytes(fields.get("next_cursor", msgspec.Raw(b"0")))), "next")
    return [bytes(one) for one in rows], after


def poll_seconds(settings: Mapping[str, Any]) -> float:
    """Seconds between two looks at a stream."""
    return float(settings.get("poll_seconds") or POLL_SECONDS)


def _account(desk: Desk) -> Pulled:
    """The account's page as the endpoint that is answered through in public, and when the authorisation ends."""
    client, uid = Client(desk), str(desk.settings.get("uid", ""))[:_UID_LENGTH]
    left = client.token_info().get("expire_in")
    user = load_object(client.read("users/show", {"uid": uid}))
    endpoint = Endpoint(
        external_id=uid,
        product=PUBLIC,
        name=text(user, "screen_name", NAME_LENGTH) or text(user, "name", NAME_LENGTH) or uid,
        avatar_url=web_address(user, "avatar_large"),
    )
    ends_at = timezone.now() + timedelta(seconds=min(left, LONGEST)) if isinstance(left, int) and left > 0 else None
    return Pulled(endpoints=(endpoint,), authorised_until=ends_at)
