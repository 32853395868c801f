"""Welcome messages: they live for 20 seconds, and are sent before anything else is asked."""

from typing import Any

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.limits import (
    DESK_WELCOME_BYTES,
    MESSAGE_ID_LENGTH,
    WELCOME_BYTES,
    cut,
)
from changlai.channels.adapters.wecom.welcome_text import fill
from changlai.channels.contracts import Desk, UrgentTask
from changlai.channels.errors import CallFailed


def run(desk: Desk, task: UrgentTask) -> str:
    """Send the welcome of a new contact or of an opened service desk.

    Returns ``sent``, ``no_text``, or ``sent_by_other`` when another app was quicker or the chat had begun (which is
    also what a repetition after a crash gets). ``task.body`` may name the customer and the member
    (``customer_name``, ``member_name``). Raises CallFailed.
    """
    known = {
        "customer": str(task.body.get("customer_name", "")),
        "member": str(task.body.get("member_name", "")),
    }
    if task.kind == "desk_welcome":
        return _desk_welcome(desk, task.body, known)
    text = fill(desk.settings.get("welcome_text") or "", known)
    if not text:
        return "no_text"
    message = {"welcome_code": task.body["welcome_code"], "text": {"content": cut(text, WELCOME_BYTES)}}
    return _sent(Client(desk), "externalcontact/send_welcome_msg", message)


def _desk_welcome(desk: Desk, body: dict[str, Any], known: dict[str, str]) -> str:
    text = fill(desk.settings.get("kf_welcome_text") or "", known)
    if not text:
        return "no_text"
    message = {
        "code": body["welcome_code"],
        "msgid": str(body["msgid"])[:MESSAGE_ID_LENGTH],
        "msgtype": "text",
        "text": {"content": cut(text, DESK_WELCOME_BYTES)},
    }
    return _sent(Client.of_desks(desk), "kf/send_msg_on_event", message)


def _sent(client: Client, api: str, message: dict[str, Any]) -> str:
    """Once more when somebody else is just sending, for they may fail, and when no answer came: a code works once, so
    that it is used then says that the first try had arrived.
    """
    try:
        taken = _try(client, api, message)
    except CallFailed as error:
        if not error.uncertain:
            raise
        _try(client, api, message)
        return "sent"
    if taken == failures.BEING_SENT:
        taken = _try(client, api, message)
    return "sent_by_other" if taken else "sent"


def _try(client: Client, api: str, message: dict[str, Any]) -> int:
    """0, or the code that says somebody else has done it."""
    try:
        client.post(api, message, effect=True)
    except failures.WecomRefused as refusal:
        if refusal.number not in failures.WELCOMED:
            raise
        return refusal.number
    return 0
