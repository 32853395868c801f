"""The address other systems post signed JSON to."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from changlai.channels.adapters.webhook import signing
from changlai.channels.adapters.webhook.events import Event, take_apart
from changlai.channels.contracts import Delivery, HookRequest, Reception
from changlai.channels.errors import BadPayload

_AHEAD = timedelta(minutes=10)  # how far in the future an event may say it happened: clocks differ


class CustomWebhook:
    """Standard Webhooks; the body is one event or a list of them."""

    def receive(self, request: HookRequest, settings: Mapping[str, Any]) -> Reception:
        """Verify and take apart. Raises BadSignature, BadPayload."""
        if request.method != "POST":
            raise BadPayload("bad_method")
        signing.check(_key(settings), request.headers, request.body, request.now)
        latest = request.now + _AHEAD
        deliveries = []
        for payload, event in take_apart(request.body):
            if event.occurred_at > latest:
                raise BadPayload("bad_time")
            deliveries.append(
                Delivery(
                    key=f"event:{event.id}",
                    kind=kind_of(event),
                    payload=payload,
                    thread=event.person.id,
                    occurred_at=event.occurred_at.astimezone(UTC),
                )
            )
        return Reception(deliveries=deliveries)


def kind_of(event: Event) -> str:
    """The type of the event; a message with files says so, because they are fetched."""
    return "message.files" if event.type == "message" and event.attachments else event.type


def _key(settings: Mapping[str, Any]) -> bytes:
    try:
        return signing.key_of(settings["secret"])
    except (KeyError, ValueError):
        raise BadPayload("not_configured") from None
