"""Colleagues whom the app may see (document paths 90208, 90201, 90196, 92571).

First the departments in its visible range. Colleagues who were made visible one by one are in none of them, so
those who have customers are then asked for by name, unless the whole company was visible.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.values import (
    NAME_LENGTH,
    identifier,
    load_object,
    number,
    parts,
    text,
    texts,
    web_address,
)
from changlai.channels.contracts import Desk, PlatformMember, Pulled

_WHOLE_COMPANY = 1  # id of the root department
_CALLS = 50  # a page
_BY_DEPARTMENT, _BY_NAME = "d:", "n:"


def pull(desk: Desk, cursor: str) -> Pulled:
    """A page of colleagues; ``cursor`` names the last department or colleague that was asked for."""
    client = Client(desk)
    if cursor.startswith(_BY_NAME):
        return _by_name(client, cursor.removeprefix(_BY_NAME))
    departments = _departments(client)
    last = cursor.removeprefix(_BY_DEPARTMENT)
    start = bisect_right(departments, int(last)) if last.isascii() and last.isdigit() else 0
    page = departments[start : start + _CALLS]
    members = {member.external_id: member for one in page for member in _members_of(client, one)}
    done = start + len(page)
    if done < len(departments):
        following = f"{_BY_DEPARTMENT}{page[-1]}"
    else:
        following = "" if _WHOLE_COMPANY in departments else _BY_NAME
    return Pulled(
        members=tuple(members.values()),
        cursor=following,
        more=bool(following),
        done=done,
        total=len(departments),
    )


def followers(client: Client) -> list[str]:
    """The ids of colleagues who may have customers, sorted."""
    answer = load_object(client.get("externalcontact/get_follow_user_list"))
    return sorted(set(texts(answer, "follow_user")))


def _departments(client: Client) -> list[int]:
    try:
        answer = load_object(client.get("department/list"))
    except failures.WecomRefused as refusal:
        if refusal.number not in failures.NOT_VISIBLE:
            raise
        return []
    return sorted({found for row in parts(answer, "department") if (found := number(row, "id"))})


def _members_of(client: Client, department: int) -> Iterable[PlatformMember]:
    try:
        answer = load_object(client.get("user/list", {"department_id": str(department)}))
    except failures.WecomRefused as refusal:
        if refusal.number not in failures.NOT_VISIBLE:
            raise
        return []
    return [_member(row) for row in parts(answer, "userlist") if identifier(row, "userid")]


def _by_name(client: Client, last: str) -> Pulled:
    names = followers(client)
    start = bisect_right(names, last)
    page = names[start : start + _CALLS]
    done = start + len(page)
    more = done < len(names)
    return Pulled(
        members=tuple(_one(client, userid) for userid in page),
        cursor=f"{_BY_NAME}{page[-1]}" if more else "",
        more=more,
        done=done,
        total=len(names),
    )


def _one(client: Client, userid: str) -> PlatformMember:
    """One colleague; without a name when WeCom does not tell it."""
    try:
        return _member(load_object(client.get("user/get", {"userid": userid})) | {"userid": userid})
    except failures.WecomRefused as refusal:
        if refusal.number not in failures.NOT_VISIBLE | failures.NO_SUCH_MEMBER:
            raise
        return PlatformMember(userid, name="")


def _member(row: dict[str, Any]) -> PlatformMember:
    """What a self-built app is told; mail and phone only where the company still shares them."""
    return PlatformMember(
        external_id=identifier(row, "userid"),
        name=text(row, "name", NAME_LENGTH),
        avatar_url=web_address(row, "avatar") or web_address(row, "thumb_avatar"),
        email=text(row, "biz_mail", NAME_LENGTH) or text(row, "email", NAME_LENGTH),
        phone=text(row, "mobile", NAME_LENGTH),
    )
