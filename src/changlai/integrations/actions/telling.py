"""From events to messages, set-wise: two statements and one order of jobs, whatever the number of events."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from django.utils import timezone

from changlai.integrations import queries, registry
from changlai.integrations.contracts import Data
from changlai.kernel import db, jobs
from changlai.kernel.events import Event
from changlai.kernel.jobs import NewJob

QUEUE = "webhooks"
DELIVER = "integrations.deliver"
_TELL = """
    with told as (
      insert into integrations_message (organisation_id, uid, topic, event_id, payload, created_at)
      select o, u, t, e, p, %s from unnest(%b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::text[])
        with ordinality x(o, u, t, e, p, n) order by n
      on conflict (organisation_id, event_id, topic) where event_id is not null do nothing
      returning id, organisation_id, uid)
    insert into integrations_delivery
      (organisation_id, endpoint_id, message_id, state, try_count, round_count, next_at)
    select told.organisation_id, x.endpoint, told.id, 'waiting', 0, 0, %s
    from unnest(%b::text[], %b::bigint[]) x(uid, endpoint) join told on told.uid = x.uid order by told.id
    returning id, organisation_id"""


class _Told(NamedTuple):
    """One event that somebody wants to hear of."""

    event: Event
    topic: str
    data: Data
    endpoint_ids: Sequence[int]

    @property
    def uid(self) -> str:
        """The same again when the log is read again."""
        name = f"{self.event.organisation_id}:{self.event.id}:{self.topic}"
        return f"msg_{hashlib.blake2b(name.encode(), digest_size=14).hexdigest()}"


def tell(events: Sequence[Event]) -> None:
    """Order what endpoints want to hear of. An event read again is not told again."""
    wanting = queries.wanting({event.organisation_id for event in events})
    told = [one for event in events if (one := _told(event, wanting.get(event.organisation_id, ())))]
    if not told:
        return
    now = timezone.now()
    pairs = [(one.uid, endpoint_id) for one in told for endpoint_id in one.endpoint_ids]
    rows = db.rows(
        _TELL,
        (
            now,
            [one.event.organisation_id for one in told],
            [one.uid for one in told],
            [one.topic for one in told],
            [one.event.id for one in told],
            [payload_of(one.topic, one.data, at=now.isoformat(), sequence=one.event.id) for one in told],
            now,
            [uid for uid, _endpoint in pairs],
            [endpoint for _uid, endpoint in pairs],
        ),
    )
    order([(delivery_id, organisation_id) for delivery_id, organisation_id in rows])


def _told(event: Event, wanting: Sequence[queries.Wanting]) -> _Told | None:
    found = registry.told(event) if wanting else None
    if found is None:
        return None
    topic, data = found
    ids = [one.endpoint_id for one in wanting if one.wants(topic.slug)]
    return _Told(event, topic.slug, data, ids) if ids else None


def payload_of(topic: str, data: Data, *, at: str, sequence: int) -> str:
    """The body as it is signed and sent. ``sequence`` grows with the order of events: what is told late is known."""
    body = {"type": topic, "timestamp": at, "version": 1, "sequence": sequence, "data": dict(data)}
    return msgspec.json.encode(body).decode()


def order(deliveries: Sequence[tuple[int, int]], *, delay: float = 0.0) -> None:
    """Order the sending of (delivery, organisation), in ``delay`` seconds. What waits longer already is hurried."""
    jobs.add(
        QUEUE,
        [
            NewJob(organisation_id, DELIVER, {"delivery_id": delivery_id}, f"webhook:{delivery_id}", delay)
            for delivery_id, organisation_id in deliveries
        ],
    )
