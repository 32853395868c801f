"""All customers of all colleagues: when an account is connected, and every night (document path 92994)."""

import hashlib
from bisect import bisect_left, bisect_right
from datetime import datetime

import msgspec
from django.utils import timezone

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.context import context_of
from changlai.channels.adapters.wecom.pulling.members import followers
from changlai.channels.adapters.wecom.pulling.rows import rows_of
from changlai.channels.adapters.wecom.pulling.tag_names import TagNames, tag_names
from changlai.channels.adapters.wecom.values import identifier, load_object, texts
from changlai.channels.contracts import Delivery, Desk, Pulled
from changlai.channels.contracts.reading import part

_LIMIT = 100
_DELIVERIES = 400  # enough for one page
_CALLS = 20  # of colleagues without customers, at most, before a page is handed over
_WEEK = 7 * 24 * 3600


class _Place(msgspec.Struct, array_like=True):
    """Where the walk stands: at WeCom's ``cursor`` within ``member``, or behind that one when it is ``finished``."""

    member: str = ""
    cursor: str = ""
    finished: bool = False

    def index(self, members: list[str]) -> int:
        """Which of the sorted colleagues comes next; they may have changed since the last page."""
        return bisect_right(members, self.member) if self.finished else bisect_left(members, self.member)


def pull(desk: Desk, cursor: str) -> Pulled:
    """Some hundred customers, each with the follow record of one colleague. Raises CallFailed.

    ``done`` of ``total`` counts colleagues.
    """
    client = Client(desk)
    members = followers(client)
    place = _read(cursor)
    at = timezone.now()
    names = tag_names(client) if members else {}
    found: list[Delivery] = []
    for _call in range(_CALLS):
        index = place.index(members)
        if index == len(members):
            return Pulled(tuple(found), done=len(members), total=len(members))
        if members[index] != place.member:
            place = _Place(members[index])
        rows, following = _rows(client, place)
        found += [_delivery(row, at, names) for row in rows]
        place = _Place(place.member, following, finished=not following)
        if len(found) >= _DELIVERIES:
            break
    return Pulled(
        tuple(found),
        cursor=msgspec.json.encode(place).decode(),
        more=True,
        done=place.index(members),
        total=len(members),
    )


def _read(cursor: str) -> _Place:
    try:
        return msgspec.json.decode(cursor, type=_Place) if cursor else _Place()
    except msgspec.DecodeError:
        return _Place()


def _rows(client: Client, place: _Place) -> tuple[list[bytes], str]:
    """A page of one colleague's customers. One whom WeCom no longer shows has none."""
    query = {"userid_list": [place.member], "cursor": place.cursor, "limit": _LIMIT}
    try:
        answer = client.post("externalcontact/batch/get_by_user", query)
    except failures.WecomRefused as refusal:
        if refusal.number not in failures.NO_RELATION | failures.NO_SUCH_MEMBER | failures.NOT_VISIBLE:
            raise
        return [], ""
    rows, rest = rows_of(answer, "external_contact_list")
    following = rest.get("next_cursor")
    return rows, following if isinstance(following, str) and following != place.cursor else ""


def _delivery(row: bytes, at: datetime, names: TagNames) -> Delivery:
    """An unchanged customer is a repetition, for a week: then it is told once more, so that a change whose callback
    was lost and which was later taken back cannot leave us wrong for ever.
    """
    week = int(at.timestamp()) // _WEEK
    fields = load_object(row)
    contact = part(fields, "external_contact")
    tags = texts(part(fields, "follow_info"), "tag_id")
    return Delivery(
        key=f"contact:{week}:{hashlib.sha256(row).hexdigest()}",
        kind="snapshot.batch",
        payload=row,
        thread=identifier(contact, "external_userid"),
        occurred_at=at,
        context=context_of(asked_at=at, tags={tag: names[tag] for tag in tags if tag in names}),
    )
