"""Making one customer of several. Old ids keep resolving; every module that holds rows takes part in the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from changlai.customers.events import CustomersMerged
from changlai.customers.models import Alias, Suggestion
from changlai.kernel import db, discovery
from changlai.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Merge:
    """These customers become ``into_id``, the oldest of them."""

    organisation_id: int
    into_id: int
    merged_ids: tuple[int, ...]
    reason: str


_BEFORE = """select id, to_jsonb(c) - 'phone' from customers_customer c
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[]) order by id for update"""
# The one that stays keeps what it has; what it lacks it takes from those that go, the oldest first.
_TAKE_FACTS = """update customers_customer c set
      name = case when c.name = '' then coalesce((select name from customers_customer x join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on x.id = m.o
               where m.n = c.id and x.name <> '' and x.organisation_id = c.organisation_id order by x.id limit 1), '') else c.name end,
      avatar_url = case when c.avatar_url = '' then coalesce((select avatar_url from customers_customer x join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on x.id = m.o
               where m.n = c.id and x.avatar_url <> '' and x.organisation_id = c.organisation_id order by x.id limit 1), '') else c.avatar_url end,
      owner_id = coalesce(c.owner_id, (select owner_id from customers_customer x join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on x.id = m.o
               where m.n = c.id and x.owner_id is not null and x.organisation_id = c.organisation_id order by x.id limit 1)),
      last_interaction_at = greatest(c.last_interaction_at, (select max(last_interaction_at) from customers_customer x
               join unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n) on x.id = m.o where m.n = c.id and x.organisation_id = c.organisation_id))
    where c.organisation_id = any(%(org)b::bigint[]) and c.id = any(%(new)b::bigint[])"""
_MOVE = {
    "customers_identity": "",
    "customers_interaction": "",
    "customers_alias": "",
    "customers_follow": """and not exists (select from customers_follow y where y.organisation_id = t.organisation_id and y.customer_id = m.n
                            and y.account_id = t.account_id and y.colleague = t.colleague)""",
}


def merge_many(merges: Sequence[Merge]) -> None:
    """Merge in one transaction; rows are locked in order of id, so that two workers never wait in a ring."""
    if not merges:
        return
    orgs = sorted({merge.organisation_id for merge in merges})
    moves = {old: merge.into_id for merge in merges for old in merge.merged_ids}
    before: dict[int, dict[str, object]] = {
        row[0]: row[1] for row in db.rows(_BEFORE, (orgs, sorted({*moves, *moves.values()})))
    }
    arrays = {"org": orgs, "old": list(moves), "new": list(moves.values())}
    db.run(_TAKE_FACTS, arrays)
    for table, unless in _MOVE.items():
        db.run(
            f"""update {table} t set customer_id = m.n from unnest(%(old)b::bigint[], %(new)b::bigint[]) m(o, n)
            where t.organisation_id = any(%(org)b::bigint[]) and t.customer_id = m.o {unless}""",
            arrays,
        )
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
    for room in discovery.rooms("participants"):
        room.PARTICIPANT.move(moves)
    db.run(
        "delete from customers_customer where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])",
        (orgs, list(moves)),
    )
    publish(
        *(
            CustomersMerged(
                organisation_id=m.organisation_id,
                key=m.into_id,
                into_id=m.into_id,
                merged_ids=m.merged_ids,
                reason=m.reason,
            )
            for m in merges
        )
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
