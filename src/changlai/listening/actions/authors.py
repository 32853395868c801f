"""Authors: kept with no more than the platform tells everybody, and counted with their mentions."""

from collections.abc import Sequence

import msgspec

from changlai.channels.contracts import Said
from changlai.kernel import db, tenancy

_KEEP = """
    insert into listening_author as a (organisation_id, platform, key, kind, scope, name, url, avatar_url, place,
      followers, is_verified, mention_count, negative_count, first_at, last_at)
    select %(org)s, x.platform, x.key, x.kind, x.scope, x.name, x.url, x.avatar_url, x.place, x.followers,
      x.is_verified, 0, 0, x.first_at, x.last_at
    from jsonb_populate_recordset(null::listening_author, %(rows)b::jsonb) x
    on conflict (organisation_id, platform, key) do update set
      name = case when excluded.name = '' or excluded.last_at < a.last_at then a.name else excluded.name end,
      url = case when excluded.url = '' then a.url else excluded.url end,
      avatar_url = case when excluded.avatar_url = '' then a.avatar_url else excluded.avatar_url end,
      place = case when excluded.place = '' then a.place else excluded.place end,
      followers = case when excluded.followers = 0 or excluded.last_at < a.last_at then a.followers
        else excluded.followers end,
      is_verified = a.is_verified or excluded.is_verified,
      first_at = least(a.first_at, excluded.first_at), last_at = greatest(a.last_at, excluded.last_at)
    returning a.platform, a.key, a.id"""
_LINK = """
    update listening_author a set customer_id = i.customer_id
    from customers_identity i
    where a.organisation_id = %(org)s and a.id = any(%(ids)b::bigint[]) and a.customer_id is null
      and i.organisation_id = a.organisation_id and i.kind = a.kind and i.scope = a.scope and i.value = a.key
      and a.kind <> ''"""
_COUNT = """
    update listening_author a set mention_count = a.mention_count + x.n, negative_count = a.negative_count + x.bad
    from unnest(%(ids)b::bigint[], %(counts)b::int[], %(negative)b::int[]) x(id, n, bad)
    where a.organisation_id = %(org)s and a.id = x.id"""


def keep(said: Sequence[Said]) -> list[int | None]:
    """The author of each, made or brought up to date; None where nobody is named. Two statements.

    Whose identity we know already is linked to that customer at once.
    """
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for one in said:
        if place := _place(one):
            row = _row(one, *place)
            before = rows.get(place)
            rows[place] = _newer(before, row) if before else row
    if not rows:
        return [None for _ in said]
    org = tenancy.organisation_id()
    encoded = msgspec.json.encode([rows[place] for place in sorted(rows)]).decode()
    ids = {(platform, key): one for platform, key, one in db.rows(_KEEP, {"org": org, "rows": encoded})}
    db.run(_LINK, {"org": org, "ids": sorted(ids.values())})
    return [ids.get(place) if (place := _place(one)) else None for one in said]


def count(told: Sequence[tuple[int, bool]], sign: int) -> None:
    """Mentions of authors (id, whether negative) come or go; one statement."""
    sums: dict[int, list[int]] = {}
    for author_id, is_negative in told:
        own = sums.setdefault(author_id, [0, 0])
        own[0] += sign
        own[1] += sign if is_negative else 0
    if sums:
        ids = sorted(sums)
        counts, negative = [sums[one][0] for one in ids], [sums[one][1] for one in ids]
        db.run(_COUNT, {"org": tenancy.organisation_id(), "ids": ids, "counts": counts, "negative": negative})


def _place(said: Said) -> tuple[str, str] | None:
    """What makes an author one: their id there, else their name."""
    speaker = said.speaker
    key = speaker.claim.value if speaker.claim else speaker.name[:128]
    return (said.platform, key) if key else None


def _row(said: Said, platform: str, key: str) -> dict[str, object]:
    speaker = said.speaker
    return {
        "platform": platform,
        "key": key,
        "kind": speaker.claim.kind if speaker.claim else "",
        "scope": speaker.claim.scope if speaker.claim else "",
        "name": speaker.name,
        "url": speaker.url,
        "avatar_url": speaker.avatar_url,
        "place": speaker.place,
        "followers": speaker.followers,
        "is_verified": speaker.is_verified,
        "first_at": said.said_at,
        "last_at": said.said_at,
    }


def _newer(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Of two times an author was told in a batch the later one, with the bounds of both."""
    first, last = sorted((one, other), key=lambda row: str(row["last_at"]))
    return {**first, **{name: value for name, value in last.items() if value}, "first_at": first["first_at"]}
