"""Making one customer of several. Old ids keep resolving; every module with rows takes part in the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.utils import timezone

from changlai.customers.actions.portraits import order_portraits
from changlai.customers.events import CustomersMerged
from changlai.customers.models import Alias, Suggestion
from changlai.kernel import db, discovery
from changlai.kernel.events import publish
from changlai.kernel.sse import room, tell_many


@dataclass(frozen=True, slots=True)
class Merge:
    """These customers become ``into_id``, the oldest of them."""

    organisation_id: int
    into_id: int
    merged_ids: tuple[int, ...]
    reason: str


_BEFORE = """
    select id, (to_jsonb(c) - 'phone')::text from customers_customer c
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[]) order by id for update"""
# The one that stays keeps what it has; what it lacks it takes from those that go, the oldest first. A picture's address
# and our copy of it go together.
_TAKE_FACTS = """
    with gone as (
      select m.n, x.* from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
      join customers_customer x on x.organisation_id = any(%(org)b::bigint[]) and x.id = m.o),
    given as (
      select organisation_id, n,
        (array_agg(name order by id) filter (where name <> ''))[1] as name,
        (array_agg(is_named_by_hand order by id) filter (where name <> ''))[1] as is_named_by_hand,
        (array_agg(avatar_url order by id) filter (where avatar_url <> ''))[1] as avatar_url,
        (array_agg(avatar_file_id order by id) filter (where avatar_url <> ''))[1] as avatar_file_id,
        (array_agg(avatar_digest order by id) filter (where avatar_url <> ''))[1] as avatar_digest,
        (array_agg(avatar_kept_url order by id) filter (where avatar_url <> ''))[1] as avatar_kept_url,
        (array_agg(gender order by id) filter (where gender <> ''))[1] as gender,
        (array_agg(company order by id) filter (where company <> ''))[1] as company,
        (array_agg(position order by id) filter (where position <> ''))[1] as position,
        (array_agg(city order by id) filter (where city <> ''))[1] as city,
        (array_agg(phone order by id) filter (where phone <> ''))[1] as phone,
        (array_agg(note order by id) filter (where note <> ''))[1] as note,
        (array_agg(owner_id order by id) filter (where owner_id is not null))[1] as owner_id,
        max(greatest(told_at, created_at)) as told_at, max(last_interaction_at) as last_interaction_at
      from gone group by organisation_id, n)
    update customers_customer c set
      name = coalesce(nullif(c.name, ''), g.name, ''),
      is_named_by_hand = case when c.name = '' then coalesce(g.is_named_by_hand, false) else c.is_named_by_hand end,
      avatar_url = coalesce(nullif(c.avatar_url, ''), g.avatar_url, ''),
      avatar_file_id = case when c.avatar_url = '' then g.avatar_file_id else c.avatar_file_id end,
      avatar_digest = case when c.avatar_url = '' then coalesce(g.avatar_digest, '') else c.avatar_digest end,
      avatar_kept_url = case when c.avatar_url = '' then coalesce(g.avatar_kept_url, '') else c.avatar_kept_url end,
      gender = coalesce(nullif(c.gender, ''), g.gender, ''),
      company = coalesce(nullif(c.company, ''), g.company, ''),
      position = coalesce(nullif(c.position, ''), g.position, ''),
      city = coalesce(nullif(c.city, ''), g.city, ''),
      phone = coalesce(nullif(c.phone, ''), g.phone, ''),
      note = coalesce(nullif(c.note, ''), g.note, ''),
      owner_id = coalesce(c.owner_id, g.owner_id),
      told_at = greatest(c.told_at, c.created_at, g.told_at),
      last_interaction_at = greatest(c.last_interaction_at, g.last_interaction_at)
    from given g where c.organisation_id = g.organisation_id and c.id = g.n"""
# A colleague who follows both keeps the relation of the one that stays; the other goes with its customer.
_MOVES = (
    """update customers_identity t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.organisation_id = any(%(org)b::bigint[]) and t.customer_id = m.o""",
    """update customers_interaction t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.organisation_id = any(%(org)b::bigint[]) and t.customer_id = m.o""",
    """update customers_alias t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
    where t.organisation_id = any(%(org)b::bigint[]) and t.customer_id = m.o""",
    """update customers_follow t set customer_id = m.n from (
      select distinct on (f.organisation_id, n, f.account_id, f.colleague) f.organisation_id, f.id, n
      from customers_follow f join unnest(%(old)b::bigint[], %(new)b::bigint[]) x(o, n) on f.customer_id = x.o
      where f.organisation_id = any(%(org)b::bigint[])
      order by f.organisation_id, n, f.account_id, f.colleague, f.seen_at desc, f.id) m
    where t.organisation_id = m.organisation_id and t.id = m.id and not exists (
      select from customers_follow y where y.organisation_id = t.organisation_id and y.customer_id = m.n
        and y.account_id = t.account_id and y.colleague = t.colleague)""",
)
_FORGET = (
    "delete from customers_customer where organisation_id = any(%(org)b::bigint[]) and id = any(%(old)b::bigint[])"
)


def merge_many(merges: Sequence[Merge]) -> None:
    """Merge in one transaction; rows are locked in order of id, so that two workers never wait in a ring."""
    if not merges:
        return
    orgs = sorted({merge.organisation_id for merge in merges})
    moves = {old: merge.into_id for merge in merges for old in merge.merged_ids}
    arrays = {"org": orgs, "old": list(moves), "new": list(moves.values())}
    before = {
        row[0]: msgspec.json.decode(row[1]) for row in db.rows(_BEFORE, (orgs, sorted({*moves, *moves.values()})))
    }
    db.run(_TAKE_FACTS, arrays)
    for statement in _MOVES:
        db.run(statement, arrays)
    _keep_aliases(merges, before)
    for module in discovery.rooms("participants"):
        module.PARTICIPANT.move(moves)
    db.run(_FORGET, arrays)
    order_portraits(sorted({(merge.organisation_id, merge.into_id) for merge in merges}))
    tell_many(
        [
            (room(merge.organisation_id, "customer", one), "interaction", {"customer": merge.into_id})
            for merge in merges
            for one in (merge.into_id, *merge.merged_ids)
        ]
    )
    publish(
        *(
            CustomersMerged(
                organisation_id=merge.organisation_id,
                key=merge.into_id,
                into_id=merge.into_id,
                merged_ids=merge.merged_ids,
                reason=merge.reason,
            )
            for merge in merges
        )
    )


def _keep_aliases(merges: Sequence[Merge], before: Mapping[int, dict[str, object]]) -> None:
    """The old ids go on resolving; each keeps its customer's own row for a later undo."""
    now = timezone.now()
    Alias.objects.bulk_create(
        [
            Alias(
                organisation_id=merge.organisation_id,
                old_id=old,
                customer_id=merge.into_id,
                merged_at=now,
                reason=merge.reason,
                before=before.get(old, {}),
            )
            for merge in merges
            for old in merge.merged_ids
        ]
    )


def suggest(organisation_id: int, customer_ids: Sequence[int], *, reason: str) -> None:
    """Show a possible duplicate instead of merging it."""
    first, *rest = sorted(customer_ids)
    now = timezone.now()
    Suggestion.objects.bulk_create(
        [
            Suggestion(organisation_id=organisation_id, first_id=first, second_id=other, reason=reason, created_at=now)
            for other in rest
        ],
        ignore_conflicts=True,
    )
