"""How WeCom describes a customer now (document paths 92114, 92994): profile and follow records."""

from collections.abc import Mapping, Sequence
from typing import Any

from changlai.channels.adapters.wecom.context import Context
from changlai.channels.adapters.wecom.identities import claims
from changlai.channels.adapters.wecom.values import (
    EPOCH,
    NAME_LENGTH,
    identifier,
    load_object,
    moment,
    number,
    parts,
    text,
    texts,
    web_address,
)
from changlai.channels.contracts import Follow, Inbound, Profile, Skipped
from changlai.channels.contracts.reading import part
from changlai.channels.enums import InboundKind

EMPTY: Mapping[str, Any] = {}
GENDERS = {1: "male", 2: "female"}
_WECOM_USER = 2  # external_contact.type of somebody who uses WeCom themselves

# add_way (PLATFORMS A6.1)
WAYS: Mapping[int, str] = {
    1: "qr",
    2: "phone",
    3: "card",
    4: "group",
    5: "phone_book",
    6: "wechat_contact",
    7: "wechat_request",
    8: "third_party",
    9: "email",
    10: "video_channel",
    11: "calendar",
    12: "meeting",
    13: "wechat_friend",
    14: "smart_device",
    15: "home_service",
    16: "acquisition_link",
    17: "custom_development",
    18: "demand_reply",
    21: "pre_sales",
    22: "business_partner",
    24: "wechat_accept",
    201: "shared_by_member",
    202: "assigned_by_admin",
}


def read_whole(payload: bytes, context: bytes, settings: Mapping[str, Any]) -> Sequence[Inbound] | Skipped:
    """An answer of externalcontact/get: the person with all follow records."""
    answer = load_object(payload)
    return _snapshot(
        part(answer, "external_contact"),
        context,
        settings,
        {"follows": tuple(follow for row in parts(answer, "follow_user") if (follow := _follow(row)))},
    )


def read_row(payload: bytes, context: bytes, settings: Mapping[str, Any]) -> Sequence[Inbound] | Skipped:
    """A row of batch/get_by_user: the person with one of their follow records.

    It holds the ids of the corp's tags only, so their names stand in the context; a member's own tags are missing.
    """
    row = load_object(payload)
    follow = _follow(part(row, "follow_info"), Context.read(context).tags)
    return _snapshot(part(row, "external_contact"), context, settings, {"follow": follow})


def _snapshot(
    contact: Mapping[str, Any], context: bytes, settings: Mapping[str, Any], follows: Mapping[str, Any]
) -> Sequence[Inbound] | Skipped:
    external_userid = identifier(contact, "external_userid")
    if not external_userid:
        return Skipped("no_customer")
    return (
        Inbound(
            kind=InboundKind.SNAPSHOT,
            identities=claims(settings, external_userid, identifier(contact, "unionid")),
            occurred_at=Context.read(context).asked_at or EPOCH,
            profile=_profile(contact),
            **follows,
        ),
    )


def _profile(contact: Mapping[str, Any]) -> Profile:
    company = text(contact, "corp_full_name", NAME_LENGTH) or text(contact, "corp_name", NAME_LENGTH)
    is_wecom_user = number(contact, "type") == _WECOM_USER
    return Profile(
        name=text(contact, "name", NAME_LENGTH),
        avatar_url=web_address(contact, "avatar"),
        gender=GENDERS.get(number(contact, "gender") or 0, ""),
        company=company if is_wecom_user else "",
        position=text(contact, "position", NAME_LENGTH) if is_wecom_user else "",
    )


def _follow(row: Mapping[str, Any], tag_names: Mapping[str, Any] = EMPTY) -> Follow | None:
    member = identifier(row, "userid")
    if not member:
        return None
    return Follow(
        member=member,
        added_at=moment(row, "createtime"),
        remark=text(row, "remark", NAME_LENGTH),
        description=text(row, "description"),
        state=text(row, "state", NAME_LENGTH),
        way=WAYS.get(number(row, "add_way") or 0, ""),
        phones=texts(row, "remark_mobiles"),
        company=text(row, "remark_corp_name", NAME_LENGTH),
        tags=_tags(row, tag_names),
    )


def _tags(row: Mapping[str, Any], names: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    named = tuple(
        (identifier(tag, "tag_id"), text(tag, "group_name", NAME_LENGTH), text(tag, "tag_name", NAME_LENGTH))
        for tag in parts(row, "tags")
    )
    return named or tuple((tag_id, *_name(names, tag_id)) for tag_id in texts(row, "tag_id"))


def _name(names: Mapping[str, Any], tag_id: str) -> tuple[str, str]:
    """(group, name) of a tag, empty where we were not told."""
    match texts(names, tag_id):
        case (group, name):
            return group, name
    return "", ""
