"""Webhooks for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.integrations import actions, queries, registry
from changlai.integrations.enums import DeliveryState
from changlai.integrations.models import URL_LENGTH, Delivery, Endpoint, Try
from changlai.integrations.wording import why_no_answer

router = Router(tags=["webhooks"])
BASE = "/webhooks/{int:webhook_id}"


class WebhookTopicOut(Schema):
    """A kind of event other programs can hear of."""

    slug: str
    label: str


class WebhookOut(Schema):
    """An address that is told what happens. No ``topics``: all. ``disabled`` says why nothing is sent, or is empty."""

    id: int
    name: str
    url: str
    topics: list[str]
    disabled: str
    disabled_at: datetime | None
    failing_since: datetime | None
    created_at: datetime


class WebhookMade(WebhookOut):
    """The same with its secret, shown on this answer only."""

    secret: str


class WebhookPage(Schema):
    """All webhooks of the organisation, by id; ``next`` is null: there are few."""

    items: list[WebhookOut]
    next: str | None


class WebhookIn(Schema):
    """Without ``topics`` it hears of everything, also of kinds that come later."""

    name: str = Field(min_length=1, max_length=80)
    url: str = Field(min_length=8, max_length=URL_LENGTH)
    topics: list[str] = Field(default=[], max_length=100)


class WebhookSwitchIn(Schema):
    is_on: bool


class WebhookSecretOut(Schema):
    """The new secret, shown on this answer only. The former one signs beside it until ``old_until``."""

    secret: str
    old_until: datetime


class WebhookDeliveryOut(Schema):
    """A message to a webhook. ``message_id`` is the ``webhook-id`` of all its tries; ``status`` is the last answer."""

    id: int
    message_id: str
    topic: str
    state: DeliveryState
    try_count: int
    status: int | None
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None


class WebhookDeliveryPage(Schema):
    """Messages, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[WebhookDeliveryOut]
    next: str | None


class WebhookTryOut(Schema):
    """One request. ``status`` null: no answer came, ``error`` says why as a slug, ``reason`` in words.

    ``answer`` is the beginning of the body.
    """

    at: datetime
    status: int | None
    milliseconds: int
    error: str
    reason: str
    answer: str

    @staticmethod
    def resolve_reason(one: Try) -> str:
        return why_no_answer(one)


class WebhookDeliveryDetail(WebhookDeliveryOut):
    """The same with the body that is sent and every try, the newest first."""

    payload: str
    tries: list[WebhookTryOut]


class WebhookReplayIn(Schema):
    """What was given up since a moment; with ``also_delivered`` everything since then."""

    since: datetime
    also_delivered: bool = False


class WebhookReplayOut(Schema):
    """How many messages are sent again."""

    count: int


@router.get("/webhook-topics", response=list[WebhookTopicOut], summary="Events other programs can hear of")
@allowed("integrations.manage")
def topics(request: ApiRequest) -> list[dict[str, str]]:  # noqa: ARG001 - the shape of an operation
    """Their payloads: docs/reference/webhooks.md."""
    return [{"slug": topic.slug, "label": str(topic.label)} for topic in registry.topics().values()]


@router.get("/webhooks", response=WebhookPage, summary="List webhooks")
@allowed("integrations.manage")
def webhooks(request: ApiRequest) -> dict[str, Any]:
    return {"items": list(queries.visible_to(request.member).order_by("id")), "next": None}


@router.post("/webhooks", response={201: WebhookMade}, summary="Set up a webhook")
@allowed("integrations.manage")
def create(request: ApiRequest, given: WebhookIn) -> Status[Endpoint]:
    """422 ``integrations.bad_address``, ``integrations.unknown_topics`` or ``integrations.too_many_endpoints``."""
    made = actions.create(url=given.url, name=given.name, topics=given.topics, by=request.member, now=timezone.now())
    return Status(201, made)


@router.get(BASE, response=WebhookOut, summary="One webhook")
@allowed("integrations.manage")
def webhook(request: ApiRequest, webhook_id: int) -> Endpoint:
    return queries.get_for(request.member, webhook_id)


@router.put(BASE, response=WebhookOut, summary="Change a webhook")
@allowed("integrations.manage")
def change(request: ApiRequest, webhook_id: int, given: WebhookIn) -> Endpoint:
    """What is on its way already goes to the new address."""
    found = queries.get_for(request.member, webhook_id)
    actions.change(endpoint=found, url=given.url, name=given.name, topics=given.topics, by=request.member)
    return found


@router.delete(BASE, response={204: None}, summary="Remove a webhook")
@allowed("integrations.manage")
def remove(request: ApiRequest, webhook_id: int) -> Status[None]:
    """Its log goes with it."""
    actions.remove(endpoint=queries.get_for(request.member, webhook_id), by=request.member)
    return Status(204, None)


@router.put(f"{BASE}/switch", response=WebhookOut, summary="Switch a webhook on or off")
@allowed("integrations.manage")
def switch(request: ApiRequest, webhook_id: int, given: WebhookSwitchIn) -> Endpoint:
    """Off: what waits is given up. On: what was given up can be sent again."""
    found = queries.get_for(request.member, webhook_id)
    actions.switch(endpoint=found, is_on=given.is_on, by=request.member, now=timezone.now())
    return found


@router.post(f"{BASE}/secret", response=WebhookSecretOut, summary="Change a webhook's secret")
@allowed("integrations.manage")
def rotate(request: ApiRequest, webhook_id: int) -> dict[str, Any]:
    """For a day both secrets sign."""
    now = timezone.now()
    found = queries.get_for(request.member, webhook_id)
    return {
        "secret": actions.rotate_secret(endpoint=found, by=request.member, now=now),
        "old_until": now + actions.OVERLAP,
    }


@router.post(f"{BASE}/pings", response={201: WebhookDeliveryOut}, summary="Send a test message")
@allowed("integrations.manage")
def ping(request: ApiRequest, webhook_id: int) -> Status[dict[str, Any]]:
    """409 ``integrations.endpoint_off`` when it is switched off."""
    found = queries.get_for(request.member, webhook_id)
    return Status(201, _delivery(actions.ping(endpoint=found, by=request.member, now=timezone.now())))


@router.post(f"{BASE}/replays", response=WebhookReplayOut, summary="Send a webhook's messages again")
@allowed("integrations.manage")
def replay_since(request: ApiRequest, webhook_id: int, given: WebhookReplayIn) -> dict[str, int]:
    """At most 10,000 at once, the oldest first, under their former ids."""
    since = given.since if timezone.is_aware(given.since) else timezone.make_aware(given.since)
    count = actions.replay_since(
        endpoint=queries.get_for(request.member, webhook_id),
        since=since,
        also_delivered=given.also_delivered,
        by=request.member,
        now=timezone.now(),
    )
    return {"count": count}


@router.get(f"{BASE}/deliveries", response=WebhookDeliveryPage, summary="Messages to a webhook")
@allowed("integrations.manage")
def deliveries(
    request: ApiRequest, webhook_id: int, cursor: str = "", state: DeliveryState | None = None
) -> dict[str, Any]:
    """The newest first, kept for 30 days."""
    found = queries.get_for(request.member, webhook_id)
    rows = queries.deliveries(found, state=state or "", before=id_place(cursor), limit=queries.PAGE + 1)
    return id_page(rows, queries.PAGE, _delivery)


@router.get("/webhook-deliveries/{int:delivery_id}", response=WebhookDeliveryDetail, summary="One message to a webhook")
@allowed("integrations.manage")
def delivery(request: ApiRequest, delivery_id: int) -> dict[str, Any]:
    found = queries.delivery_for(request.member, delivery_id)
    return {**_delivery(found), "payload": found.message.payload, "tries": list(queries.tries(found))}


@router.post(
    "/webhook-deliveries/{int:delivery_id}/replays", response=WebhookDeliveryOut, summary="Send one message again"
)
@allowed("integrations.manage")
def replay(request: ApiRequest, delivery_id: int) -> dict[str, Any]:
    """Under the same id; what waits for its next try is sent at once."""
    found = queries.delivery_for(request.member, delivery_id)
    actions.replay(delivery=found, by=request.member, now=timezone.now())
    return _delivery(queries.delivery_for(request.member, delivery_id))


def _delivery(found: Delivery) -> dict[str, Any]:
    return {
        "id": found.pk,
        "message_id": found.message.uid,
        "topic": found.message.topic,
        "state": found.state,
        "try_count": found.try_count,
        "status": found.status,
        "created_at": found.message.created_at,
        "next_at": found.next_at,
        "done_at": found.done_at,
    }
