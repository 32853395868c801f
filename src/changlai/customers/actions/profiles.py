"""What platforms say about people: profiles and follow relations, kept set-wise."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from changlai.channels.contracts import Follow, Profile
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.events import FollowTagged
from changlai.kernel import db
from changlai.kernel.events import publish

NAME_LENGTH = 120
URL_LENGTH = 500

# Older news (a delivery handled again, one that came late) only fill what is empty, and so does a name that stands in;
# of the others the latest counts.
_PROFILES = """
    update customers_customer c set
      name = case when c.is_named_by_hand then c.name else coalesce(g.name, c.name) end,
      avatar_url = coalesce(g.avatar, c.avatar_url),
      gender = coalesce(case when not c.by_hand ? 'gender' then g.gender end, c.gender),
      company = coalesce(case when not c.by_hand ? 'company' then g.company end, c.company),
      position = coalesce(case when not c.by_hand ? 'position' then g.position end, c.position),
      told_at = greatest(c.told_at, c.created_at, g.t)
    from (
      select k.organisation_id, k.id, max(x.t) t,
        (array_agg(x.name order by x.stands_in, x.t desc, n desc)
          filter (where x.name <> '' and (is_news and not x.stands_in or k.name = '')))[1] as name,
        (array_agg(x.avatar order by x.t desc, n desc)
          filter (where x.avatar <> '' and (is_news or k.avatar_url = '')))[1] as avatar,
        (array_agg(x.gender order by x.t desc, n desc)
          filter (where x.gender <> '' and (is_news or k.gender = '')))[1] as gender,
        (array_agg(x.company order by x.t desc, n desc)
          filter (where x.company <> '' and (is_news or k.company = '')))[1] as company,
        (array_agg(x.position order by x.t desc, n desc)
          filter (where x.position <> '' and (is_news or k.position = '')))[1] as position
      from unnest(%b::bigint[], %b::bigint[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[],
          %b::text[], %b::bool[]) with ordinality x(o, i, t, name, avatar, gender, company, position, stands_in, n)
      join customers_customer k on k.organisation_id = x.o and k.id = x.i
      cross join lateral (select x.t >= greatest(k.told_at, k.created_at)) z(is_news)
      group by k.organisation_id, k.id) g
    where c.organisation_id = g.organisation_id and c.id = g.id and (
      (g.name <> c.name and not c.is_named_by_hand) or g.avatar <> c.avatar_url or g.gender <> c.gender
      or g.company <> c.company or g.position <> c.position)
    returning c.organisation_id, c.id"""

# Older news change nothing. A platform goes on listing a colleague whom the customer has deleted, so only a newer
# addition undoes a removal. A snapshot of one person is the whole truth; other news leave out what they do not know.
_FOLLOWS = """
    with told as materialized (
      select * from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[],
        %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::text[], %b::timestamptz[], %b::timestamptz[])
        x(o, c, a, m, remark, description, state, way, company, tags, added, removed, removed_at, seen)),
    before as materialized (
      select f.organisation_id o, f.customer_id c, f.account_id a, f.colleague m, f.tags,
        (f.remark, f.description, f.state, f.way, f.company, f.removed) facts from customers_follow f
      join told x on f.organisation_id = x.o and f.customer_id = x.c and f.account_id = x.a and f.colleague = x.m),
    kept as (
    insert into customers_follow as f (organisation_id, customer_id, account_id, colleague, remark, description, state,
      way, company, tags, added_at, removed, removed_at, seen_at)
    select o, c, a, m, remark, description, state, way, company, tags::jsonb, added, removed, removed_at, seen
    from told order by o, a, c, m
    on conflict (organisation_id, account_id, customer_id, colleague) do update set
      remark = case when excluded.remark <> '' or %s then excluded.remark else f.remark end,
      description = case when excluded.description <> '' or %s then excluded.description else f.description end,
      state = case when excluded.state <> '' then excluded.state else f.state end,
      way = case when excluded.way <> '' then excluded.way else f.way end,
      company = case when excluded.company <> '' then excluded.company else f.company end,
      tags = case when %s then excluded.tags when excluded.tags = '[]' then f.tags
        else excluded.tags
          || coalesce((select jsonb_agg(t) from jsonb_array_elements(f.tags) t where t->>0 = ''), '[]') end,
      added_at = greatest(f.added_at, excluded.added_at),
      removed = case when excluded.removed <> '' or excluded.added_at > f.removed_at then excluded.removed
        else f.removed end,
      removed_at = case when excluded.removed <> '' or excluded.added_at > f.removed_at then excluded.removed_at
        else f.removed_at end,
      seen_at = excluded.seen_at
    where f.seen_at <= excluded.seen_at
    returning organisation_id o, customer_id c, account_id a, colleague m, f.tags, f.seen_at,
      (f.remark, f.description, f.state, f.way, f.company, f.removed) facts)
    select k.o, k.c, k.a, k.m, k.tags::text, k.seen_at, k.tags is distinct from coalesce(b.tags, '[]'),
      b.c is not null
    from kept k left join before b on b.o = k.o and b.c = k.c and b.a = k.a and b.m = k.m
    where k.tags is distinct from coalesce(b.tags, '[]') or k.facts is distinct from b.facts
    order by k.o, k.c, k.a, k.m"""

Told = tuple[int, int, Profile, datetime]
Found = tuple[int, int, int, Follow, datetime]


def keep_profiles(found: Sequence[Told]) -> None:
    """Keep what platforms say: (organisation, customer, profile, time of the news). What is not told is not erased."""
    told = [row for row in found if row[2] != Profile()]
    if told:
        keys = [row[0] for row in told], [row[1] for row in told], [row[3] for row in told]
        columns = profile_columns([row[2] for row in told])
        changed = db.rows(_PROFILES, (*keys, *columns, [row[2].is_stand_in for row in told]))
        tell_screens([(row[0], row[1]) for row in changed])
        mark_unchecked([(row[0], row[1]) for row in changed])


def profile_columns(profiles: Sequence[Profile]) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    """Name, avatar, gender, company and position, cut to what the columns hold."""
    return (
        [profile.name[:NAME_LENGTH] for profile in profiles],
        [profile.avatar_url[:URL_LENGTH] for profile in profiles],
        [profile.gender for profile in profiles],
        [profile.company[:NAME_LENGTH] for profile in profiles],
        [profile.position[:NAME_LENGTH] for profile in profiles],
    )


def keep_follows(found: Sequence[Found], *, whole: bool) -> None:
    """Keep follow relations: (organisation, customer, account, follow, time of the news), the latest last.

    ``whole``: the news is all there is to say, so what is empty in it is empty. Where the tags are others than before,
    an event tells it; screens hear of anything that is different.
    """
    latest: dict[tuple[int, int, int, str], tuple[Follow, datetime]] = {}
    for organisation_id, customer_id, account_id, follow, seen in sorted(found, key=lambda row: row[4]):
        if follow.member:
            latest[organisation_id, customer_id, account_id, follow.member] = (follow, seen)
    if not latest:
        return
    keys, rows = list(latest), list(latest.values())
    changed = db.rows(
        _FOLLOWS,
        (
            *([key[i] for key in keys] for i in range(4)),
            [follow.remark[:120] for follow, _ in rows],
            [follow.description[:600] for follow, _ in rows],
            [follow.state[:128] for follow, _ in rows],
            [follow.way[:40] for follow, _ in rows],
            [follow.company[:120] for follow, _ in rows],
            [msgspec.json.encode(follow.tags).decode() for follow, _ in rows],
            [follow.added_at for follow, _ in rows],
            [follow.removed for follow, _ in rows],
            [follow.removed_at for follow, _ in rows],
            [seen for _, seen in rows],
            whole,
            whole,
            whole,
        ),
    )
    tell_screens([(o, c) for o, c, *_, was_known in changed if was_known])  # of a new one the timeline tells
    publish(
        *(
            FollowTagged(
                organisation_id=o, key=c, customer_id=c, account_id=a, colleague=m, tags=_tags(tags), told_at=seen
            )
            for o, c, a, m, tags, seen, is_tagged, _ in changed
            if is_tagged
        )
    )


def _tags(text: str) -> tuple[tuple[str, str, str], ...]:
    return msgspec.json.decode(text, type=tuple[tuple[str, str, str], ...])
