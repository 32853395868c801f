"""The door for what platforms tell us: used by ``edge`` for callbacks and by our own pulls. Stores, counts, publishes.

One SQL statement (``channels_store``) takes a burst of deliveries of many accounts: what was seen before is counted as
repeated and has no effect; everything else is kept verbatim and becomes an InboundReceived event in the same commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from django.utils import timezone

from changlai.channels import registry
from changlai.channels.contracts import Delivery, HookRequest, Original, Reception
from changlai.channels.models import Account, Media
from changlai.kernel import db, files
from changlai.kernel.events import thread_key

STORE = """select channels_store(%b::bigint[], %b::bigint[], %b::bytea[], %b::text[], %b::text[], %b::bigint[],
    %b::timestamptz[], %b::bytea[], %b::bytea[], %b::text[], %b::boolean[])"""
KIND_LENGTH = 120
CLOCKS_APART = timedelta(minutes=10)  # how far a platform's clock may be from ours, as for its signatures


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery and the account it came to."""

    organisation_id: int
    account_id: int
    delivery: Delivery


ACCOUNT = "select id, organisation_id, channel, settings, is_active from channels_account_by_key(%s)"


@dataclass(frozen=True, slots=True)
class Doorplate:
    """What the edge needs to know of an account to receive for it."""

    account_id: int
    organisation_id: int
    channel: str
    settings: dict[str, Any]
    is_active: bool


def doorplate(row: tuple[int, int, str, str, bool]) -> Doorplate:
    """An account from a row of ACCOUNT, its settings opened."""
    account_id, organisation_id, channel, sealed, is_active = row
    settings = Account._meta.get_field("settings").open(sealed, organisation_id=organisation_id)
    return Doorplate(account_id, organisation_id, channel, {**settings, "account_id": account_id}, is_active)


def is_channel(slug: str) -> bool:
    return slug in registry.channels()


def receive(plate: Doorplate, request: HookRequest) -> Reception:
    """Verify a request and take it apart; raises BadSignature or BadPayload."""
    return registry.channel(plate.channel).webhook.receive(request, plate.settings)


def parameters(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    """The parallel arrays of STORE; one that would hold nothing but nulls is empty, which means the same."""
    now = timezone.now()
    deliveries = [arrival.delivery for arrival in arrivals]
    contexts = [delivery.context or None for delivery in deliveries]
    urgent = [urgent_body(arrival, now) for arrival in arrivals]
    public = [delivery.in_public for delivery in deliveries]
    return [
        [arrival.organisation_id for arrival in arrivals],
        [arrival.account_id for arrival in arrivals],
        [blake2b(delivery.key.encode(errors="surrogatepass"), digest_size=16).digest() for delivery in deliveries],
        [delivery.kind[:KIND_LENGTH] for delivery in deliveries],
        [delivery.thread for delivery in deliveries],
        [thread_key(str(arrival.account_id), arrival.delivery.thread) for arrival in arrivals],
        [delivery.occurred_at for delivery in deliveries],
        [delivery.payload for delivery in deliveries],
        contexts if any(contexts) else [],
        urgent if any(urgent) else [],
        public if any(public) else [],
    ]


def urgent_body(arrival: Arrival, now: datetime) -> str | None:
    """The body of the urgent job of a delivery, if it has one."""
    task = arrival.delivery.urgent
    if task is None:
        return None
    body = {
        "account_id": arrival.account_id,
        "kind": task.kind,
        "task": task.body,
        "made_at": _counted_from(arrival.delivery, now).timestamp(),
        "seconds": task.seconds,
        "thread": arrival.delivery.thread,
    }
    return msgspec.json.encode(body).decode()


def _counted_from(delivery: Delivery, now: datetime) -> datetime:
    """When its seconds begin: at receipt, for the platform's clock may be another; what is old at receipt is old."""
    return delivery.occurred_at if delivery.occurred_at < now - CLOCKS_APART else now


def store(organisation_id: int, account_id: int, deliveries: Sequence[Delivery]) -> int:
    """Store deliveries in the current transaction and scope; returns how many were new."""
    if not deliveries:
        return 0
    _keep_originals(account_id, [delivery.original for delivery in deliveries if delivery.original])
    return int(db.value(STORE, parameters([Arrival(organisation_id, account_id, delivery) for delivery in deliveries])))


def _keep_originals(account_id: int, originals: Sequence[Original]) -> None:
    """Originals lie among the fetched files, under their handle: whoever waits for one finds it there."""
    for original in originals:
        stored = files.keep_verbatim(original.data, original.name, media_type=original.media_type)
        Media.objects.update_or_create(
            account_id=account_id,
            remote=original.handle,
            defaults={"organisation_id": stored.organisation_id, "file_id": stored.pk, "error": ""},
        )
