"""Writing to timelines, set-wise. Handling the same event twice changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.contracts import Content
from changlai.customers.actions.activity import Did, keep_activity
from changlai.customers.actions.telling import tell_screens
from changlai.customers.enums import BRINGS_BACK, FOLLOWED_UP, OWN_CHANGES, InteractionKind
from changlai.customers.events import CustomerRestored, InteractionRecorded
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
# Kept to the minute: the widest row of the house, and an entry in each of its indexes, would be written anew for every
# line of a chat. The timeline has the very moment.
_TOUCH = """
    update customers_customer c set
      last_interaction_at = greatest(c.last_interaction_at, x.t),
      followed_up_at = greatest(c.followed_up_at, x.f),
      source = case when c.source = '' then x.s else c.source end
    from (select o, i, max(t) t, max(t) filter (where is_ours) f, min(s) s
          from unnest(%b::bigint[], %b::bigint[], %b::timestamptz[], %b::text[], %b::bool[]) y(o, i, t, s, is_ours)
          group by o, i) x
    where c.organisation_id = x.o and c.id = x.i and (
      c.last_interaction_at is null or c.last_interaction_at < x.t - interval '1 min'
      or c.followed_up_at is null and x.f is not null or c.followed_up_at < x.f - interval '1 min')"""


_BRING_BACK = """
    update customers_customer set binned_at = null, binned_by_id = null, binned_reason = ''
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[]) and binned_at is not null
    returning organisation_id, id"""


def record(entries: Sequence[Entry]) -> list[Entry]:
    """Append entries, touch their customers and publish an event for each; returns those that were new.

    Our own changes of a record are no touch points: they only stand there, and their modules tell of them.
    """
    new = append(entries)
    touches = [entry for entry in new if entry.kind not in OWN_CHANGES]
    if touches:
        db.run(
            _TOUCH,
            (
                [e.organisation_id for e in touches],
                [e.customer_id for e in touches],
                [e.occurred_at for e in touches],
                [str(e.facts.get("source", "")) for e in touches],
                [e.kind in FOLLOWED_UP and not e.is_automatic for e in touches],
            ),
        )
        _bring_back(touches)
        publish(*(_event(entry) for entry in touches))
    if new:
        tell_screens((e.organisation_id, e.customer_id) for e in new)
    return new


def _bring_back(touches: Sequence[Entry]) -> None:
    """Whoever turns to us from the bin is out of it, and their timeline says so; one statement when nobody does."""
    wanted = {(e.organisation_id, e.customer_id): e for e in touches if e.kind in BRINGS_BACK}
    if not wanted:
        return
    back = db.rows(_BRING_BACK, (sorted({org for org, _ in wanted}), sorted({one for _, one in wanted})))
    if not back:
        return
    entries, told = [], []
    for (org, customer_id), cause in zip(back, own_causes(len(back)), strict=True):
        touch = wanted[(org, customer_id)]
        facts = {"way": str(touch.kind)}
        kind = InteractionKind.RESTORED
        entries.append(Entry(org, customer_id, touch.account_id, kind, touch.occurred_at, cause, facts=facts))
        told.append(
            CustomerRestored(
                organisation_id=org, key=customer_id, customer_id=customer_id, by_id=0, at=touch.occurred_at
            )
        )
    record(entries)
    publish(*told)


def append(entries: Sequence[Entry]) -> list[Entry]:
    """Write entries, and what they add to activity; returns those that were new. For customers no screen can be open at
    yet.
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
    keep_activity(Did(e.organisation_id, e.customer_id, e.kind, e.occurred_at) for e in new)
    return new


_NOTE = """
    with told as materialized (
      select n, t::jsonb as facts from unnest(%(facts)b::text[]) with ordinality x(t, n))
    insert into customers_interaction (organisation_id, customer_id, kind, occurred_at, event_id, part, facts)
    select %(org)s::bigint, x.i, %(kind)s::text, %(at)s::timestamptz, -nextval('customers_interaction_id'), 0,
      told.facts
    from unnest(%(ids)b::bigint[], %(which)b::bigint[]) x(i, w) join told on told.n = x.w order by x.i"""


def note_changes(
    told: Mapping[int, Mapping[str, Any]], *, organisation_id: int, kind: InteractionKind, at: datetime
) -> None:
    """What somebody here did to many records, each by the id of its customer: it stands on their timelines and is no
    touch point (enums.OWN_CHANGES). Facts that are one object for thousands are sent once.
    """
    if kind not in OWN_CHANGES:
        raise ValueError(kind)
    if not told:
        return
    numbers: dict[int, int] = {}
    texts: list[str] = []
    for facts in told.values():
        if id(facts) not in numbers:
            texts.append(msgspec.json.encode(facts).decode())
            numbers[id(facts)] = len(texts)
    which = [numbers[id(facts)] for facts in told.values()]
    known = {"org": organisation_id, "kind": kind.value, "at": at, "ids": list(told), "which": which, "facts": texts}
    db.run(_NOTE, known)
    tell_screens((organisation_id, one) for one in told)


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
