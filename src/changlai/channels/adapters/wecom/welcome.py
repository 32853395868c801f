"""Welcome messages: they live for 20 seconds, so nothing is asked before them but a name that their text wants."""

from typing import Any

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.limits import (
    DESK_WELCOME_BYTES,
    MESSAGE_ID_LENGTH,
    WELCOME_BYTES,
    cut,
)
from changlai.channels.adapters.wecom.values import NAME_LENGTH, load_object, text
from changlai.channels.adapters.wecom.welcome_text import fill, wanted
from changlai.channels.contracts import Desk, UrgentTask
from changlai.channels.contracts.reading import part
from changlai.channels.errors import CallFailed

NAME_SECONDS = 4.0  # how long the welcome waits for the name that its text wants
TIME_TO_ASK = 12.0  # seconds a welcome must have left for that: the name, and the welcome itself


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
    template = desk.settings.get("welcome_text") or ""
    if not template:
        return "no_text"
    if not known["customer"] and "customer" in wanted(template) and task.seconds >= TIME_TO_ASK:
        known["customer"] = _name(desk, str(task.body.get("external_userid", "")))
    content = cut(fill(template, known), WELCOME_BYTES)
    message = {"welcome_code": task.body["welcome_code"], "text": {"content": content}}
    return _sent(Client(desk), "externalcontact/send_welcome_msg", message)


def _name(desk: Desk, external_userid: str) -> str:
    """How the new contact is called; "" when WeCom does not say so soon: the welcome does not wait for a name."""
    try:
        found = Client(desk.within(NAME_SECONDS)).get("externalcontact/get", {"external_userid": external_userid})
    except CallFailed:
        return ""
    return text(part(load_object(found), "external_contact"), "name", NAME_LENGTH)


def _desk_welcome(desk: Desk, body: dict[str, Any], known: dict[str, str]) -> str:
    content = fill(desk.settings.get("kf_welcome_text") or "", known)
    if not content:
        return "no_text"
    message = {
        "code": body["welcome_code"],
        "msgid": str(body["msgid"])[:MESSAGE_ID_LENGTH],
        "msgtype": "text",
        "text": {"content": cut(content, DESK_WELCOME_BYTES)},
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
