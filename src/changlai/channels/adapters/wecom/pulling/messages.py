"""Messages and events of one service desk (document path 94670)."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.context import context_of
from changlai.channels.adapters.wecom.desk_messages import CUSTOMER, event_field
from changlai.channels.adapters.wecom.limits import MESSAGE_ID_LENGTH
from changlai.channels.adapters.wecom.pulling.profiles import PROFILES
from changlai.channels.adapters.wecom.pulling.rows import rows_of
from changlai.channels.adapters.wecom.values import (
    NAME_LENGTH,
    identifier,
    load_object,
    moment,
    number,
    text,
)
from changlai.channels.adapters.wecom.webhook import WELCOME_SECONDS
from changlai.channels.contracts import Delivery, Desk, Pulled, UrgentTask
from changlai.channels.contracts.reading import part

FRESH_SECONDS = 60.0  # a visit older than that is over, however far WeCom's clock and ours may be apart
_LIMIT = 1_000
_AMR = 0  # voice_format
_CURSOR_LENGTH = 64
_KIND = re.compile(r"[a-z0-9_]{1,40}")

Row = Mapping[str, Any]


def pull(desk: Desk, open_kfid: str, cursor: str, hint: Mapping[str, str]) -> Pulled:
    """A page of up to 1,000 rows of the last three days; ``hint["token"]`` of the bell spares us a strict limit.

    One puller per service desk at a time. Messages that we sent ourselves are not in it. Raises CallFailed.
    """
    client = Client.of_desks(desk)
    rows, rest = rows_of(_page(client, open_kfid, cursor, hint), "msg_list")
    read = [(payload, load_object(payload)) for payload in rows]
    records = PROFILES.of(client, desk.settings["corpid"], _writers(read))
    following = text(rest, "next_cursor") or cursor
    now = timezone.now()
    welcome = bool(desk.settings.get("kf_welcome_text"))
    return Pulled(
        tuple(_delivery(payload, row, records, now, welcome=welcome) for payload, row in read),
        cursor=following[:_CURSOR_LENGTH],
        more=number(rest, "has_more") == 1,
    )


def _page(client: Client, open_kfid: str, cursor: str, hint: Mapping[str, str]) -> bytes:
    """The answer; without the bell's token when that is older than ten minutes."""
    query = {"open_kfid": open_kfid, "cursor": cursor, "limit": _LIMIT, "voice_format": _AMR}
    token = hint.get("token")
    if token:
        try:
            return client.post("kf/sync_msg", query | {"token": token})
        except failures.WecomRefused as refusal:
            if refusal.number != failures.BAD_DESK_TOKEN:
                raise
    return client.post("kf/sync_msg", query)


def _writers(read: list[tuple[bytes, dict[str, Any]]]) -> list[str]:
    """The customers who wrote or came in."""
    return [
        event_field(row, "external_userid")
        for _payload, row in read
        if number(row, "origin") == CUSTOMER or _event_type(row) == "enter_session"
        if event_field(row, "external_userid")
    ]


def _delivery(payload: bytes, row: Row, records: Mapping[str, bytes], now: datetime, *, welcome: bool) -> Delivery:
    customer = event_field(row, "external_userid")
    at = moment(row, "send_time")
    return Delivery(
        key=f"kf:{identifier(row, 'msgid') or hashlib.sha256(payload).hexdigest()}",
        kind=_kind(row),
        payload=payload,
        thread=customer,
        occurred_at=at or now,
        context=context_of(customer=records.get(customer), asked_at=None if at else now),
        urgent=_welcome(row, at, now, records.get(customer, b"")) if welcome else None,
    )


def _kind(row: Row) -> str:
    msgtype, event_type = text(row, "msgtype"), _event_type(row)
    kind = f"kf.{msgtype}" if _KIND.fullmatch(msgtype) else "kf.unknown"
    return f"{kind}.{event_type}" if msgtype == "event" and _KIND.fullmatch(event_type) else kind


def _event_type(row: Row) -> str:
    return text(part(row, "event"), "event_type")


def _welcome(row: Row, at: datetime | None, now: datetime, record: bytes) -> UrgentTask | None:
    """A customer has just come in for the first time in 48 hours; ``record`` is what WeCom tells of them, or empty."""
    code = text(part(row, "event"), "welcome_code")
    if not code or at is None or (now - at).total_seconds() > FRESH_SECONDS:
        return None
    msgid = "welcome_" + hashlib.sha256(code.encode()).hexdigest()
    return UrgentTask(
        "desk_welcome",
        {
            "welcome_code": code,
            "msgid": msgid[:MESSAGE_ID_LENGTH],
            "customer_name": text(load_object(record), "nickname", NAME_LENGTH),
        },
        WELCOME_SECONDS,
    )
