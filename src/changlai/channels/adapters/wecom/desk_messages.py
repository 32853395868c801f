"""Rows of 微信客服's message list: messages and events of a service desk (document path 94670)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.adapters.wecom.context import Context
from changlai.channels.adapters.wecom.desk_contents import content_of
from changlai.channels.adapters.wecom.failures import undelivered
from changlai.channels.adapters.wecom.identities import claims
from changlai.channels.adapters.wecom.snapshots import GENDERS
from changlai.channels.adapters.wecom.values import (
    EPOCH,
    NAME_LENGTH,
    deep_clean,
    identifier,
    load_object,
    moment,
    number,
    text,
    web_address,
)
from changlai.channels.contracts import Content, IdentityClaim, Inbound, Profile, Skipped
from changlai.channels.contracts.reading import part
from changlai.channels.enums import ContentKind, InboundKind

Fields = Mapping[str, Any]

CUSTOMER, SYSTEM, COLLEAGUE = 3, 4, 5  # origin: who wrote


class _Heading(msgspec.Struct, frozen=True):
    """What every row says, whatever it is about."""

    identities: tuple[IdentityClaim, ...]
    occurred_at: datetime
    endpoint: str
    profile: Profile
    address: dict[str, str]


def read(payload: bytes, context: bytes, settings: Fields) -> Sequence[Inbound] | Skipped:
    """One row: a message, or an event of the session."""
    row = load_object(payload)
    event = part(row, "event") if text(row, "msgtype") == "event" else {}
    if reason := _WITHOUT_EFFECT.get(text(event, "event_type")):
        return Skipped(reason)
    heading = _heading(row, Context.read(context), settings)
    if heading is None:
        return Skipped("no_customer")
    return _event(event, heading) if event else _message(row, heading)


def event_field(row: Fields, name: str) -> str:
    """An id of a row: events carry theirs inside ``event``, messages at the top."""
    return identifier(row, name) or identifier(part(row, "event"), name)


def _heading(row: Fields, context: Context, settings: Fields) -> _Heading | None:
    external_userid, open_kfid = event_field(row, "external_userid"), event_field(row, "open_kfid")
    if not external_userid or not open_kfid:
        return None
    customer = context.customer
    return _Heading(
        identities=claims(settings, external_userid, identifier(customer, "unionid")),
        occurred_at=moment(row, "send_time") or context.asked_at or EPOCH,
        endpoint=open_kfid,
        profile=Profile(
            name=text(customer, "nickname", NAME_LENGTH),
            avatar_url=web_address(customer, "avatar"),
            gender=GENDERS.get(number(customer, "gender") or 0, ""),
        ),
        address={"open_kfid": open_kfid, "touser": external_userid},
    )


def _message(row: Fields, heading: _Heading) -> Sequence[Inbound] | Skipped:
    origin = number(row, "origin")
    if origin not in (CUSTOMER, COLLEAGUE):
        return Skipped("unknown_origin")
    content = content_of(row)
    if origin == COLLEAGUE:
        servicer = {"servicer_userid": identifier(row, "servicer_userid")}
        content = msgspec.structs.replace(content, raw=content.raw | servicer)
    kind = InboundKind.MESSAGE if origin == CUSTOMER else InboundKind.COLLEAGUE_MESSAGE
    return (_inbound(kind, heading, content=content, platform_id=identifier(row, "msgid")),)


def _event(event: Fields, heading: _Heading) -> Sequence[Inbound] | Skipped:
    reader = _EVENTS.get(text(event, "event_type"))
    return (reader(event, heading),) if reader else Skipped("unknown_event")


def _entered(event: Fields, heading: _Heading) -> Inbound:
    told = ("scene", "scene_param", "wechat_channels")
    raw = {name: deep_clean(event[name]) for name in told if name in event}
    return _inbound(
        InboundKind.ENTERED,
        heading,
        content=Content(kind=ContentKind.OTHER, raw=raw) if raw else None,
        welcome_code=text(event, "welcome_code"),
    )


def _failed(event: Fields, heading: _Heading) -> Inbound:
    return _inbound(
        InboundKind.SEND_FAILED,
        heading,
        platform_id=identifier(event, "fail_msgid"),
        reason=undelivered(number(event, "fail_type")),
    )


def _recalled(event: Fields, heading: _Heading) -> Inbound:
    return _inbound(InboundKind.RECALLED, heading, platform_id=identifier(event, "recall_msgid"))


def _inbound(kind: InboundKind, heading: _Heading, **rest: Any) -> Inbound:  # noqa: ANN401 - fields of Inbound
    return Inbound(kind=kind, **msgspec.structs.asdict(heading), **rest)


_EVENTS: Mapping[str, Callable[[Fields, _Heading], Inbound]] = {
    "enter_session": _entered,
    "msg_send_fail": _failed,
    "user_recall_msg": _recalled,
    "servicer_recall_msg": _recalled,
}

_WITHOUT_EFFECT = {
    "session_status_change": "session_changed",
    "servicer_status_change": "duty_changed",
    "reject_customer_msg_switch_change": "customer_muted",
}
