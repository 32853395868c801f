"""Writing to timelines, profiles and follow relations, set-wise. Handling the same event twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from changlai.channels.contracts import Content, Follow, Profile
from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.kernel import db
from changlai.kernel.events import publish
from changlai.kernel.sse import room, tell_many


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


_INSERT = """insert into customers_interaction (organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts)
    select o, c, a, k, t, e, p, f::jsonb from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::smallint[], %s::text[])
      with ordinality x(o, c, a, k, t, e, p, f, n) order by n
    on conflict (organisation_id, event_id, part, occurred_at) do nothing returning event_id, part"""
_TOUCH = """update customers_customer c set last_interaction_at = x.t, source = case when c.source = '' then x.s else c.source end
    from (select o, i, max(t) t, min(s) s from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[]) y(o, i, t, s) group by o, i) x
    where c.organisation_id = x.o and c.id = x.i and (c.last_interaction_at is null or c.last_interaction_at < x.t)"""


def record(entries: Sequence[Entry]) -> list[Entry]:
    """Append entries, touch their customers and publish an event for each; returns those that were new."""
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
        [_facts(e) for e in entries],
    )
    fresh = {(row[0], row[1]) for row in db.rows(_INSERT, columns)}
    new = [entry for entry in entries if (entry.event_id, entry.part) in fresh]
    if new:
        db.run(
            _TOUCH,
            (
                [e.organisation_id for e in new],
                [e.customer_id for e in new],
                [e.occurred_at for e in new],
                [str(e.facts.get("source", "")) for e in new],
            ),
        )
        publish(*(_event(entry) for entry in new))
        tell_many(
            [
                (room(e.organisation_id, "customer", e.customer_id), "interaction", {"customer": e.customer_id})
                for e in new
            ]
        )
    return new


def _facts(entry: Entry) -> str:
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
    )


_PROFILES = """update customers_customer c set
      name = case when x.name <> '' and not c.is_named_by_hand then x.name else c.name end,
      avatar_url = case when x.avatar <> '' then x.avatar else c.avatar_url end,
      gender = case when x.gender <> '' then x.gender else c.gender end,
      company = case when x.company <> '' then x.company else c.company end,
      position = case when x.position <> '' then x.position else c.position end
    from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) x(o, i, name, avatar, gender, company, position)
    where c.organisation_id = x.o and c.id = x.i and (
      (x.name <> '' and not c.is_named_by_hand and c.name <> x.name) or (x.avatar <> '' and c.avatar_url <> x.avatar) or (x.gender <> '' and c.gender <> x.gender)
      or (x.company <> '' and c.company <> x.company) or (x.position <> '' and c.position <> x.position))"""
NAME_LENGTH = 120


def keep_profiles(found: Sequence[tuple[int, int, Profile]]) -> None:
    """Keep what platforms say about people: (organisation, customer, profile), the latest last. What is not told is not erased."""
    latest = {(org, customer): profile for org, customer, profile in found if profile != Profile()}
    if not latest:
        return
    keys, profiles = list(latest), list(latest.values())
    db.run(
        _PROFILES,
        (
            [k[0] for k in keys],
            [k[1] for k in keys],
            [p.name[:NAME_LENGTH] for p in profiles],
            [p.avatar_url[:500] for p in profiles],
            [p.gender for p in profiles],
            [p.company[:NAME_LENGTH] for p in profiles],
            [p.position[:NAME_LENGTH] for p in profiles],
        ),
    )


# Older news change nothing; a removal is newer than what it removes; a snapshot is the whole truth of its moment.
_FOLLOWS = """insert into customers_follow as f (organisation_id, customer_id, account_id, colleague, remark, description, state, way, company, tags, added_at, removed, removed_at, seen_at)
    select o, c, a, m, remark, description, state, way, company, tags::jsonb, added, removed, removed_at, seen
    from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::timestamptz[], %s::text[], %s::timestamptz[], %s::timestamptz[])
      x(o, c, a, m, remark, description, state, way, company, tags, added, removed, removed_at, seen) order by o, a, c, m
    on conflict (organisation_id, account_id, customer_id, colleague) do update set
      remark = case when excluded.remark <> '' then excluded.remark else f.remark end,
      description = case when excluded.description <> '' then excluded.description else f.description end,
      state = case when excluded.state <> '' then excluded.state else f.state end,
      way = case when excluded.way <> '' then excluded.way else f.way end,
      company = case when excluded.company <> '' then excluded.company else f.company end,
      tags = case when excluded.tags <> '[]' then excluded.tags else f.tags end,
      added_at = coalesce(excluded.added_at, f.added_at), removed = excluded.removed, removed_at = excluded.removed_at, seen_at = excluded.seen_at
    where f.seen_at <= excluded.seen_at"""


def keep_follows(found: Sequence[tuple[int, int, int, Follow, datetime]]) -> None:
    """Keep follow relations: (organisation, customer, account, follow, time of the news), the latest last."""
    latest = {(org, customer, account, follow.member): (follow, seen) for org, customer, account, follow, seen in found}
    if not latest:
        return
    keys, rows = list(latest), list(latest.values())
    encode = msgspec.json.encode
    db.run(
        _FOLLOWS,
        (
            [k[0] for k in keys],
            [k[1] for k in keys],
            [k[2] for k in keys],
            [k[3] for k in keys],
            [f.remark[:120] for f, _ in rows],
            [f.description[:600] for f, _ in rows],
            [f.state[:128] for f, _ in rows],
            [f.way[:40] for f, _ in rows],
            [f.company[:120] for f, _ in rows],
            [encode(f.tags).decode() for f, _ in rows],
            [f.added_at for f, _ in rows],
            [f.removed for f, _ in rows],
            [f.removed_at for f, _ in rows],
            [seen for _, seen in rows],
        ),
    )
