"""What WeCom knows about the customer of an event (document path 92114)."""

import hashlib
from typing import Any

import msgspec
from django.utils import timezone

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.context import context_of
from changlai.channels.adapters.wecom.values import identifier, load_object, parts, text
from changlai.channels.adapters.wecom.webhook import read_message
from changlai.channels.contracts import Delivery, Desk

KINDS = frozenset(
    {
        "change_external_contact.add_external_contact",
        "change_external_contact.add_half_external_contact",
        "change_external_contact.edit_external_contact",
    }
)
_MOST_PAGES = 40  # of 500 follow records each


def fetch(desk: Desk, _kind: str, payload: bytes) -> tuple[Delivery, ...]:
    """The customer with all follow records; nothing when WeCom no longer lets us see them. Raises CallFailed.

    The key holds the event, not only the answer: a remark changed and changed back is two changes.
    """
    external_userid = identifier(read_message(payload), "ExternalUserID")
    if not external_userid:
        return ()
    at = timezone.now()
    try:
        answer = _whole(Client(desk), external_userid)
    except failures.WecomRefused as refusal:
        if refusal.number in failures.NO_RELATION:
            return ()
        raise
    key = hashlib.sha256(payload + b"\n" + answer).hexdigest()
    return (
        Delivery(
            key=f"details:{key}",
            kind="snapshot",
            payload=answer,
            thread=external_userid,
            occurred_at=at,
            context=context_of(asked_at=at),
        ),
    )


def _whole(client: Client, external_userid: str) -> bytes:
    """The answer as it came; the pages of a customer of more than 500 colleagues are put together."""
    query = {"external_userid": external_userid}
    first = client.get("externalcontact/get", query)
    whole = load_object(first)
    cursor = text(whole, "next_cursor")
    if not cursor:
        return first
    follows: list[dict[str, Any]] = parts(whole, "follow_user")
    for _page in range(_MOST_PAGES):
        page = load_object(client.get("externalcontact/get", query | {"cursor": cursor}))
        follows += parts(page, "follow_user")
        cursor = text(page, "next_cursor")
        if not cursor:
            break
    return msgspec.json.encode(whole | {"follow_user": follows, "next_cursor": ""})
