"""Messages to the other system: a signed POST to the address it named."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_noop

from changlai.channels.adapters.webhook import signing
from changlai.channels.contracts import Answer, Attachment, Desk, Outgoing, Sent
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Blocked, OutboundFailed

PER_MINUTE = 600
_API = "send"
_LONGEST_WAIT = 3600.0  # seconds; we come back earlier than a longer Retry-After
_TRY_LATER = (408, 425, 429)
_TAKEN = range(200, 300)
_REFUSED = range(400, 500)


class CustomSender:
    """One POST a message; the receiver tells repeats by ``webhook-id``, so trying again is safe."""

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """Raises CallFailed: permanent on 4xx, otherwise to be tried again with the same key."""
        body = {
            "type": "message.send",
            "id": outgoing.key,
            "to": outgoing.address.get("to", ""),
            "text": outgoing.content.text,
            "attachments": [_attachment(desk, one) for one in outgoing.content.attachments],
        }
        answer = post(desk, outgoing.key, body, timezone.now())
        return Sent(platform_id=_platform_id(answer), final=True)


def cannot_send(settings: Mapping[str, Any]) -> str:
    """A channel that only listens."""
    return "" if settings.get("send_url") else NO_ADDRESS


def test_address(desk: Desk) -> None:
    """Posts ``{"type": "ping"}``, which every receiver answers with 2xx. Raises CallFailed."""
    now = timezone.now()
    key = f"ping_{int(now.timestamp() * 1000)}"
    post(desk, key, {"type": "ping", "id": key}, now)


def post(desk: Desk, key: str, body: dict[str, Any], now: datetime) -> Answer:
    """The receiver's 2xx answer. Raises CallFailed."""
    url = desk.settings.get("send_url")
    if not url:
        raise CallFailed("no_address", NO_ADDRESS, permanent=True)
    desk.spend(_API, per_minute=PER_MINUTE)
    data = msgspec.json.encode(body)
    headers = signing.headers_for(signing.key_of(desk.settings["secret"]), key, data, now)
    try:
        answer = desk.http.post(url, data=data, headers=headers)
    except Blocked:
        raise CallFailed("blocked", BLOCKED, permanent=True) from None
    except OutboundFailed as error:
        raise CallFailed(error.reason, UNREACHABLE, permanent=False) from None
    if answer.status not in _TAKEN:
        raise _refusal(answer)
    return answer


def _refusal(answer: Answer) -> CallFailed:
    code = str(answer.status)
    if answer.status in _TRY_LATER:
        return CallFailed(code, BUSY, permanent=False, wait=_retry_after(answer))
    if answer.status in _REFUSED:
        return CallFailed(code, REFUSED, permanent=True)
    return CallFailed(code, FAILED, permanent=False, wait=_retry_after(answer))


def _retry_after(answer: Answer) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() else 0.0


def _platform_id(answer: Answer) -> str:
    """The receiver's own id of the message, when it answers ``{"id": ...}``."""
    try:
        return msgspec.json.decode(answer.body, type=_Taken).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


class _Taken(msgspec.Struct):
    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.id.replace("\0", "")[:128]


def _attachment(desk: Desk, attachment: Attachment) -> dict[str, Any]:
    file = desk.read_file(attachment.file_id)
    return {
        "kind": attachment.kind,
        "name": file.name,
        "media_type": file.media_type,
        "size": len(file.data),
        "data": b64encode(file.data).decode(),
    }


NO_ADDRESS = gettext_noop(
    "This channel has no address to send messages to, so nobody can be answered through it. An administrator can "
    "enter the other system's address under Settings, Channels."
)
BLOCKED = gettext_noop(
    "The address of the other system is not on the public Internet, so it was not called. Use a public address "
    "in the settings of the channel, or ask the operator to allow this one."
)
UNREACHABLE = gettext_noop(
    "The other system did not answer. It is tried again by itself; check that it runs if this goes on."
)
BUSY = gettext_noop("The other system asked to wait. The message is sent again by itself.")
REFUSED = gettext_noop(
    "The other system refused the message. Look into its log for this message; the usual causes are a wrong "
    "secret and a recipient it does not know."
)
FAILED = gettext_noop(
    "The other system failed while taking the message. It is tried again by itself; look into its log if this goes on."
)
