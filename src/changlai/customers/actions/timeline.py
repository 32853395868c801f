"""Writing to timelines, set-wise. Handling the same event twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.contracts import Content
from changlai.customers.actions.telling import tell_screens
from changlai.customers.enums import OWN_CHANGES, InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.kernel import db
from changlai.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to be written. ``event_id`` and ``part`` name its cause."""

    organisation_id: int
    customer_id: int
    account_id: int | None
    kind: InteractionKind
    occurred_at: datetime
    event_id: int
    part: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    content: Content | None = None
    platform_id: str = ""
    address: dict[str, str] = field(default_factory=dict)
    colleague: str = ""
    identity_id: int | None = None  # under which of their names the customer was met: undoing a merge goes by it
    is_automatic: bool = False  # a machine wrote it


_INSERT = """
    insert into customers_interaction
      (organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts, identity_id)
    select o, c, a, k, t, e, p, f::jsonb, i
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::timestamptz[], %b::bigint[], %b::smallint[],
      %b::text[], %b::bigint[]) with ordinality x(o, c, a, k, t, e, p, f, i, n) order by n
    on conflict (organisation_id, event_id, part, occurred_at) do nothing returning event_id, part"""
_TOUCH = """
    update customers_customer c set
      last_interaction_at = greatest(c.last_interaction_at, x.t),
      source = case when c.source = '' then x.s else c.source end
    from (select o, i, max(t) t, min(s) s
          from unnest(%b::bigint[], %b::bigint[], %b::timestamptz[], %b::text[]) y(o, i, t, s) group by o, i) x
    where c.organisation_id = x.o and c.id = x.i and (c.last_interaction_at is null or c.last_interaction_at < x.t)"""


def record(entries: Sequence[Entry]) -> list[Entry]:
    """Append entries, touch their customers and publish an event for each; returns those that were new.

    Our own changes of a record are no touch points: they only stand there, and their modules tell of them.
    """
    if not entries:
        return []
    columns = (
        [e.organisation_id for e in entries],
        [e.customer_id for e in entries],
        [e.account_id for e in entries],
        [e.kind.value for e in entries],
        [e.occurred_at for e in entries],
        [e.event_id for e in entries],
        [e.part for e in entries],
        [encoded_facts(e) for e in entries],
        [e.identity_id for e in entries],
    )
    fresh = {(row[0], row[1]) for row in db.rows(_INSERT, columns)}
    new = [entry for entry in entries if (entry.event_id, entry.part) in fresh]
    touches = [entry for entry in new if entry.kind not in OWN_CHANGES]
    if touches:
        db.run(
            _TOUCH,
            (
                [e.organisation_id for e in touches],
                [e.customer_id for e in touches],
                [e.occurred_at for e in touches],
                [str(e.facts.get("source", "")) for e in touches],
            ),
        )
        publish(*(_event(entry) for entry in touches))
    if new:
        tell_screens((e.organisation_id, e.customer_id) for e in new)
    return new


def own_causes(count: int = 1) -> list[int]:
    """Numbers for entries that no delivery is behind: each has one of its own, below zero."""
    return [
        row[0] for row in db.rows("select -nextval('customers_interaction_id') from generate_series(1, %s)", (count,))
    ]


def encoded_facts(entry: Entry) -> str:
    """The facts of an entry as its row keeps them, JSON."""
    facts = dict(entry.facts)
    if entry.content is not None:
        facts["content"] = msgspec.to_builtins(entry.content)
    if entry.colleague:
        facts["colleague"] = entry.colleague
    return msgspec.json.encode(facts).decode()


def _event(entry: Entry) -> InteractionRecorded:
    return InteractionRecorded(
        organisation_id=entry.organisation_id,
        key=entry.customer_id,
        customer_id=entry.customer_id,
        account_id=entry.account_id or 0,
        kind=entry.kind,
        occurred_at=entry.occurred_at,
        content=entry.content,
        platform_id=entry.platform_id,
        address=entry.address,
        colleague=entry.colleague,
        identity_id=entry.identity_id or 0,
        is_automatic=entry.is_automatic,
    )
