"""What platforms tell of customers' tags: which relation says what, and what follows for the customer.

A customer has a platform's tag as long as one relation says so. What is told before an order of ours was carried out,
or while one is on its way, changes nothing: the platform will tell again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.kernel import db
from changlai.tags.actions.marking import mark
from changlai.tags.contracts import Mark, Origin
from changlai.tags.enums import Way

_KEEP = """
    insert into tags_followmark as k (organisation_id, customer_id, account_id, colleague, tag_id, is_on, state,
      settled_at, error)
    select x.o, x.c, x.a, x.m, x.t, x.is_on, 'done', x.at, ''
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::bigint[], %b::bool[], %b::timestamptz[])
      x(o, c, a, m, t, is_on, at)
    order by x.o, x.a, x.c, x.m, x.t
    on conflict (organisation_id, account_id, customer_id, colleague, tag_id) do update set
      is_on = excluded.is_on, settled_at = excluded.settled_at, error = '', state = 'done'
    where k.state <> 'waiting' and (k.settled_at is null or k.settled_at <= excluded.settled_at)
      and (k.is_on <> excluded.is_on or k.state <> 'done')
    returning organisation_id, customer_id, account_id, colleague, tag_id, is_on"""
_KNOWN = """
    select k.organisation_id, k.customer_id, k.account_id, k.colleague, k.tag_id from tags_followmark k
    join unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[]) x(o, c, a, m) on k.organisation_id = x.o
      and k.customer_id = x.c and k.account_id = x.a and k.colleague = x.m where k.is_on"""
_STILL = """
    select distinct k.organisation_id, k.customer_id, k.tag_id from tags_followmark k
    join unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, c, t) on k.organisation_id = x.o
      and k.customer_id = x.c and k.tag_id = x.t where k.is_on"""

Place = tuple[int, int, int, str]  # organisation, customer, account, colleague


@dataclass(frozen=True, slots=True)
class Told:
    """The tags of one relation, these and no others; ``member`` is the colleague's name."""

    place: Place
    tag_ids: frozenset[int]
    at: datetime
    member: str


def keep_told(told: Sequence[Told]) -> None:
    """Keep what relations say and mark their customers accordingly; five statements, and what marking takes."""
    latest: dict[Place, Told] = {}
    for one in sorted(told, key=lambda one: one.at):
        latest[one.place] = one
    if not latest:
        return
    known: dict[Place, set[int]] = {}
    for o, c, a, m, t in db.rows(_KNOWN, [list(column) for column in zip(*latest, strict=True)]):
        known.setdefault((o, c, a, m), set()).add(t)
    news = [
        (*place, tag_id, tag_id in one.tag_ids, one.at)
        for place, one in latest.items()
        for tag_id in sorted(one.tag_ids | known.get(place, set()))
    ]
    if not news:
        return
    changed = db.rows(_KEEP, [list(column) for column in zip(*news, strict=True)])
    _mark(changed, latest)


def _mark(changed: Sequence[tuple[int, int, int, str, int, bool]], latest: Mapping[Place, Told]) -> None:
    lost = [(o, c, t) for o, c, _a, _m, t, is_on in changed if not is_on]
    still = set(db.rows(_STILL, [list(column) for column in zip(*lost, strict=True)])) if lost else set()
    mark(
        [
            Mark(o, c, t, is_on, Origin(Way.PLATFORM, latest[o, c, a, m].at, None, latest[o, c, a, m].member))
            for o, c, a, m, t, is_on in changed
            if is_on or (o, c, t) not in still
        ]
    )
