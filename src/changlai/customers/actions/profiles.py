"""What platforms say about people: profiles and follow relations, kept set-wise."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from changlai.channels.contracts import Follow, Profile
from changlai.kernel import db

NAME_LENGTH = 120
URL_LENGTH = 500

_PROFILES = """
    update customers_customer c set
      name = case when x.name <> '' and not c.is_named_by_hand then x.name else c.name end,
      avatar_url = case when x.avatar <> '' then x.avatar else c.avatar_url end,
      gender = case when x.gender <> '' then x.gender else c.gender end,
      company = case when x.company <> '' then x.company else c.company end,
      position = case when x.position <> '' then x.position else c.position end
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
      x(o, i, name, avatar, gender, company, position)
    where c.organisation_id = x.o and c.id = x.i and (
      (x.name <> '' and not c.is_named_by_hand and c.name <> x.name)
      or (x.avatar <> '' and c.avatar_url <> x.avatar) or (x.gender <> '' and c.gender <> x.gender)
      or (x.company <> '' and c.company <> x.company) or (x.position <> '' and c.position <> x.position))"""

# Older news change nothing. A platform goes on listing a colleague whom the customer has deleted, so only a newer
# addition undoes a removal. A snapshot of one person is the whole truth; other news leave out what they do not know.
_FOLLOWS = """
    insert into customers_follow as f (organisation_id, customer_id, account_id, colleague, remark, description, state,
      way, company, tags, added_at, removed, removed_at, seen_at)
    select o, c, a, m, remark, description, state, way, company, tags::jsonb, added, removed, removed_at, seen
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
                %b::text[], %b::text[], %b::timestamptz[], %b::text[], %b::timestamptz[], %b::timestamptz[])
      x(o, c, a, m, remark, description, state, way, company, tags, added, removed, removed_at, seen)
    order by o, a, c, m
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
    where f.seen_at <= excluded.seen_at"""

Found = tuple[int, int, int, Follow, datetime]


def keep_profiles(found: Sequence[tuple[int, int, Profile]]) -> None:
    """Keep what platforms say: (organisation, customer, profile), the latest last. What is not told is not erased."""
    together: dict[tuple[int, int], Profile] = {}
    for organisation_id, customer_id, profile in found:
        if profile != Profile():
            key = (organisation_id, customer_id)
            together[key] = _over(together.get(key, Profile()), profile)
    if together:
        keys, profiles = list(together), list(together.values())
        db.run(_PROFILES, ([key[0] for key in keys], [key[1] for key in keys], *profile_columns(profiles)))


def _over(older: Profile, newer: Profile) -> Profile:
    told = {name: value for name, value in msgspec.structs.asdict(newer).items() if value}
    return msgspec.structs.replace(older, **told)


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

    ``whole``: the news is all there is to say, so what is empty in it is empty.
    """
    latest: dict[tuple[int, int, int, str], tuple[Follow, datetime]] = {}
    for organisation_id, customer_id, account_id, follow, seen in sorted(found, key=lambda row: row[4]):
        if follow.member:
            latest[organisation_id, customer_id, account_id, follow.member] = (follow, seen)
    if not latest:
        return
    keys, rows = list(latest), list(latest.values())
    db.run(
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
