"""Possible duplicates: shown, dismissed, and carried along when their customers merge."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers.contracts import Kept, Undo
from changlai.customers.models import Suggestion
from changlai.customers.participation import bring_back
from changlai.kernel import audit, db
from changlai.kernel.tenancy import organisations

PLACE = Suggestion._meta.db_table
_TAKE = """
    delete from customers_suggestion t
    where organisation_id = any(%(org)b::bigint[])
      and (first_id = any(%(old)b::bigint[]) or second_id = any(%(old)b::bigint[]))
    returning first_id, second_id, to_jsonb(t)::text"""
_RELATE = """
    insert into customers_suggestion
      (organisation_id, first_id, second_id, reason, created_at, is_different, decided_at, decided_by_id)
    select organisation_id, least(a, b), greatest(a, b), reason, created_at, is_different, decided_at, decided_by_id
    from (
      select t.*, coalesce(f.n, first_id) a, coalesce(s.n, second_id) b
      from jsonb_populate_recordset(null::customers_suggestion, %(rows)b::jsonb) t
      left join unnest(%(old)b::bigint[], %(new)b::bigint[]) f(o, n) on f.o = t.first_id
      left join unnest(%(old)b::bigint[], %(new)b::bigint[]) s(o, n) on s.o = t.second_id) y
    where a <> b order by is_different desc, id
    on conflict (organisation_id, first_id, second_id) do nothing returning id, first_id, second_id"""
_DIFFERENT = """
    insert into customers_suggestion
      (organisation_id, first_id, second_id, reason, created_at, is_different, decided_at, decided_by_id)
    select %(org)s, a, b, %(reason)s, %(now)s, true, %(now)s, %(by)s
    from unnest(%(a)b::bigint[], %(b)b::bigint[]) x(a, b)
    on conflict (organisation_id, first_id, second_id) do update set is_different = true,
      decided_at = excluded.decided_at, decided_by_id = excluded.decided_by_id"""
_APART = """
    select first_id, second_id from customers_suggestion
    where organisation_id = any(%b::bigint[]) and first_id = any(%b::bigint[]) and is_different"""


def suggest(organisation_id: int, customer_ids: Sequence[int], *, reason: str) -> None:
    """Show a possible duplicate instead of merging it. Two whom somebody called different stay so."""
    first, *rest = sorted(customer_ids)
    now = timezone.now()
    Suggestion.objects.bulk_create(
        [
            Suggestion(organisation_id=organisation_id, first_id=first, second_id=other, reason=reason, created_at=now)
            for other in rest
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def dismiss(*, suggestion: Suggestion, by: Member, now: datetime) -> None:
    """Two different people: they are not suggested again, and the machine never merges them."""
    keep_apart(suggestion.organisation_id, [suggestion.first_id, suggestion.second_id], by=by, now=now)
    ids = [suggestion.first_id, suggestion.second_id]
    audit.record("customers.told_apart", actor=by, obj=suggestion, changes={"customers": ids})


def keep_apart(
    organisation_id: int, customer_ids: Iterable[int], *, by: Member | None, now: datetime, reason: str = "told_apart"
) -> None:
    """Remember that each two of these are different people."""
    pairs = list(combinations(sorted(customer_ids), 2))
    db.run(
        _DIFFERENT,
        {
            "org": organisation_id,
            "a": [first for first, _ in pairs],
            "b": [second for _, second in pairs],
            "reason": reason,
            "now": now,
            "by": by.pk if by else None,
        },
    )


def told_apart(organisation_ids: Iterable[int], customer_ids: Iterable[int]) -> set[tuple[int, int]]:
    """The pairs among these customers that somebody called different, the smaller id first."""
    ids = sorted(set(customer_ids))
    found = db.rows(_APART, (sorted(set(organisation_ids)), ids))
    return {(first, second) for first, second in found if second in set(ids)}


def pass_on(moves: Mapping[int, int]) -> list[Kept]:
    """What was suggested of those who go is said of the one who stays, once."""
    facts = {"org": list(organisations()), "old": list(moves), "new": list(moves.values())}
    taken = db.rows(_TAKE, facts)
    if not taken:
        return []
    rows = [json.loads(text) for *_, text in taken]
    made = db.rows(_RELATE, facts | {"rows": json.dumps(rows)})
    into = {into: old for old, into in moves.items()}
    found: dict[int, tuple[list[int], list[dict[str, object]]]] = {}
    for row in rows:
        old_id = row["first_id"] if row["first_id"] in moves else row["second_id"]
        found.setdefault(old_id, ([], []))[1].append(row)
    for row_id, first, second in made:
        old_id = into[first] if first in into else into[second]
        found.setdefault(old_id, ([], []))[0].append(row_id)
    return [Kept(old_id, PLACE, ids, kept) for old_id, (ids, kept) in found.items()]


def give_back(undo: Undo) -> None:
    """What was suggested before the merge is suggested again."""
    mine = [kept for kept in undo.kept if kept.place == PLACE]
    Suggestion.objects.filter(id__in=[one for kept in mine for one in kept.ids]).delete()
    for kept in mine:
        bring_back(Suggestion, kept.rows)
