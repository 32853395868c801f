"""Relations that ended unheard: a colleague's complete list of contacts says who is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from changlai.channels.contracts import Roster
from changlai.customers.actions.timeline import Entry, record
from changlai.customers.enums import InteractionKind
from changlai.kernel import db

FRESH = timedelta(minutes=1)  # clocks differ, and a list may lag behind a callback: what is so new is left for tomorrow
AT_ONCE = 2_000  # relations

# A page of a colleague's relations, with what the platform calls their customers. It is compared with the list here,
# not in SQL: fifty thousand names against as many rows are nothing for a planner that has no statistics yet.
_PAGE = """
    select f.id, f.customer_id, array_remove(array_agg(i.value), null) from (
      select id, organisation_id, customer_id from customers_follow
      where organisation_id = %(org)s and account_id = %(account)s and colleague = %(member)s and {state}
        and id > %(last)s and seen_at < %(before)s and (added_at is null or added_at < %(before)s)
      order by id limit %(limit)s) f
    left join customers_identity i on i.organisation_id = f.organisation_id and i.customer_id = f.customer_id
      and i.kind = %(kind)s and i.scope = %(scope)s
    group by f.id, f.customer_id order by f.id"""
_LASTING, _UNLISTED = _PAGE.format(state="removed = ''"), _PAGE.format(state="removed = 'unlisted'")
# The customers are locked before their relations, as the timeline does, in the order of their ids.
_LOCK = """
    select id from customers_customer where organisation_id = %(org)s and id = any(%(customers)b::bigint[])
    order by id for no key update"""
_END = """
    update customers_follow set removed = 'unlisted', removed_at = %(at)s, seen_at = %(at)s
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and removed = '' and seen_at < %(before)s
    returning customer_id, -nextval('customers_interaction_id')"""
# We were wrong, or they met again and nobody told: the list is right.
_RESUME = """
    update customers_follow set removed = '', removed_at = null, seen_at = %(at)s
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) and removed = 'unlisted' and seen_at < %(at)s"""


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation and the names of its customer in the roster's kind and scope; none: the roster cannot judge it."""

    id: int
    customer_id: int
    values: tuple[str, ...]


def keep_roster(*, organisation_id: int, account_id: int, roster: Roster) -> None:
    """End the colleague's relations with everybody who is not in the roster, each with an entry on the timeline.

    Only customers who have an identity of the roster's kind are judged, and only by what was known before it was asked
    for. Memory: the roster and AT_ONCE relations. One statement for each page of relations, a handful more for one in
    which somebody is missing.
    """
    listed = frozenset(roster.values)
    for page in _pages(_UNLISTED, organisation_id, account_id, roster, roster.asked_at):
        back = [one.id for one in page if not listed.isdisjoint(one.values)]
        if back:
            db.run(_RESUME, {"org": organisation_id, "ids": back, "at": roster.asked_at})
    for page in _pages(_LASTING, organisation_id, account_id, roster, roster.asked_at - FRESH):
        missing = [one for one in page if one.values and listed.isdisjoint(one.values)]
        if missing:
            _end(missing, organisation_id, account_id, roster)


def _pages(
    sql: str, organisation_id: int, account_id: int, roster: Roster, before: datetime
) -> Iterator[list[_Relation]]:
    """The colleague's relations that were last told of before this moment, AT_ONCE at a time."""
    facts = {
        "org": organisation_id,
        "account": account_id,
        "member": roster.member,
        "kind": roster.kind,
        "scope": roster.scope,
        "before": before,
        "limit": AT_ONCE,
    }
    last, count = 0, AT_ONCE
    while count == AT_ONCE:
        rows = db.rows(sql, facts | {"last": last})
        yield [_Relation(row[0], row[1], tuple(row[2])) for row in rows]
        count, last = len(rows), rows[-1][0] if rows else last


def _end(missing: Sequence[_Relation], organisation_id: int, account_id: int, roster: Roster) -> None:
    facts = {
        "org": organisation_id,
        "customers": [one.customer_id for one in missing],
        "ids": [one.id for one in missing],
        "at": roster.asked_at,
        "before": roster.asked_at - FRESH,
    }
    db.rows(_LOCK, facts)
    ended = db.rows(_END, facts)
    record([_entry(organisation_id, account_id, roster, customer_id, cause) for customer_id, cause in ended])


def _entry(organisation_id: int, account_id: int, roster: Roster, customer_id: int, cause: int) -> Entry:
    """``cause``: no delivery is behind it, so it has a number of its own, below zero."""
    return Entry(
        organisation_id,
        customer_id,
        account_id,
        InteractionKind.FOLLOW_REMOVED,
        roster.asked_at,
        cause,
        facts={"removed": "unlisted"},
        colleague=roster.member,
    )
