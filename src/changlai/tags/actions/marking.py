"""Marking customers, set-wise: who has which tag, the counts, the history and the platforms in one transaction.

Customers are locked before anything else and tags last, in the order of their ids, so that two workers never wait for
each other in a ring.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.actions import Entry
from changlai.customers.enums import InteractionKind
from changlai.kernel import bulk, db
from changlai.kernel.events import publish
from changlai.tags import queries
from changlai.tags.actions.spreading import spread
from changlai.tags.actions.turns import marking_goes_on
from changlai.tags.contracts import Mark, Marked, Origin
from changlai.tags.errors import OneOfGroup
from changlai.tags.events import CustomerTagged
from changlai.tags.models import Tag

MANY = 200  # marks from which on what they refer to is looked up once for all
Key = tuple[int, int, int]  # organisation, customer, tag

_LOCK = """
    select organisation_id, id, binned_at is null from customers_customer
    where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[]) order by id for no key update"""
_REMOVE = """
    delete from tags_tagging k using unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, c, t)
    where k.organisation_id = x.o and k.customer_id = x.c and k.tag_id = x.t
    returning k.organisation_id, k.customer_id, k.tag_id"""
# A new tag of an exclusive group takes the place of the one before.
_DISPLACE = """
    delete from tags_tagging k using unnest(%b::bigint[], %b::bigint[], %b::bigint[]) x(o, c, t)
    join tags_tag t on t.organisation_id = x.o and t.id = x.t
    join tags_taggroup g on g.organisation_id = t.organisation_id and g.id = t.group_id and g.is_exclusive
    where k.organisation_id = x.o and k.customer_id = x.c and k.group_id = t.group_id and k.tag_id <> x.t
    returning k.organisation_id, k.customer_id, k.tag_id"""
_ADD = """
    insert into tags_tagging (organisation_id, customer_id, tag_id, group_id, is_only, tagged_at, member_id, by, way,
      reason)
    select x.o, x.c, t.id, t.group_id, g.is_exclusive, x.at, x.m, x.who, x.way, x.why
    from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::timestamptz[], %b::bigint[], %b::text[], %b::text[],
      %b::text[]) x(o, c, t, at, m, who, way, why)
    join tags_tag t on t.organisation_id = x.o and t.id = x.t
    join tags_taggroup g on g.organisation_id = t.organisation_id and g.id = t.group_id
    on conflict (organisation_id, customer_id, tag_id) do nothing returning organisation_id, customer_id, tag_id"""
_LOCK_TAGS = """
    select id from tags_tag where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])
    order by id for no key update"""
_COUNT = """
    update tags_tag t set customer_count = t.customer_count + x.n
    from unnest(%b::bigint[], %b::bigint[], %b::int[]) x(o, i, n) where t.organisation_id = x.o and t.id = x.i"""


@dataclass(slots=True)
class Change:
    """What one call changed about one customer."""

    origin: Origin
    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)


@transaction.atomic
def mark(marks: Sequence[Mark]) -> Marked:
    """Put tags on customers and take them off; about a dozen statements, whatever the number.

    A customer or tag that is gone is left out. Of two tags of an exclusive group the new one stays; raises OneOfGroup
    when both are new. What is so already changes nothing and leaves no trace.
    """
    wanted = _in_order(marks)
    if not wanted:
        return Marked(0, 0, 0)
    marking_goes_on({o for o, _, _ in wanted})
    held = db.rows(_LOCK, (sorted({o for o, _, _ in wanted}), sorted({c for _, c, _ in wanted})))
    is_about = {(org, customer): is_out for org, customer, is_out in held}
    wanted = {key: one for key, one in wanted.items() if key[:2] in is_about}
    tags = queries.by_id(tag for _, _, tag in wanted)
    on = {key: one for key, one in wanted.items() if one.is_on and key[2] in tags}
    _refuse_two_of_a_group(on, tags)
    removed = _keys(_REMOVE, [key for key, one in wanted.items() if not one.is_on])
    exclusive = {tag_id for tag_id, tag in tags.items() if tag.group.is_exclusive}
    displaced = _keys(_DISPLACE, [key for key in on if key[2] in exclusive])
    added = _added(on)
    tags |= queries.by_id(tag for _, _, tag in displaced)
    _count(*([key for key in keys if is_about[key[:2]]] for keys in (added, [*removed, *displaced])))
    _tell(_changes(wanted, added, removed, displaced), tags)
    spread([wanted[key] for key in [*added, *removed]], displaced)
    return Marked(len(added), len(removed), len(wanted) - len(added) - len(removed))


def _in_order(marks: Iterable[Mark]) -> dict[Key, Mark]:
    """The last word about each customer and tag, in one order for every worker."""
    last = {(one.organisation_id, one.customer_id, one.tag_id): one for one in marks}
    return {key: last[key] for key in sorted(last)}


def _refuse_two_of_a_group(on: Iterable[Key], tags: Mapping[int, Tag]) -> None:
    exclusive = {tag_id: tag.group for tag_id, tag in tags.items() if tag.group.is_exclusive}
    seen: set[tuple[int, int]] = set()
    for _, customer_id, tag_id in on if exclusive else ():
        group = exclusive.get(tag_id)
        if group is not None and (customer_id, group.pk) in seen:
            raise OneOfGroup(group.name)
        if group is not None:
            seen.add((customer_id, group.pk))


def _columns(keys: Sequence[Key]) -> list[list[int]]:
    return [[key[i] for key in keys] for i in range(3)]


def _keys(statement: str, keys: Sequence[Key]) -> list[Key]:
    return [(row[0], row[1], row[2]) for row in db.rows(statement, _columns(keys))] if keys else []


def _added(on: Mapping[Key, Mark]) -> list[Key]:
    if not on:
        return []
    origins = [one.origin for one in on.values()]
    columns = [
        *_columns(list(on)),
        [origin.at for origin in origins],
        [origin.member_id for origin in origins],
        ["" if origin.member_id else origin.member[:120] for origin in origins],
        [str(origin.way) for origin in origins],
        [origin.reason[:200] for origin in origins],
    ]
    with bulk.vouched(whether=len(on) >= MANY and _are_there(on)):
        return [(row[0], row[1], row[2]) for row in db.rows(_ADD, columns)]


def _are_there(on: Mapping[Key, Mark]) -> bool:
    """Whether the tags and colleagues of very many marks are there and stay; the customers are locked already, and a
    group goes after its tags.
    """
    orgs = {org for org, _, _ in on}
    members = {one.origin.member_id for one in on.values() if one.origin.member_id is not None}
    return len(orgs) == 1 and all(
        bulk.are_there(model._meta.db_table, org, ids)
        for org in orgs
        for model, ids in ((Tag, {tag for _, _, tag in on}), (Member, members))
    )


def _count(added: Iterable[Key], removed: Iterable[Key]) -> None:
    sums = Counter((o, t) for o, _, t in added)
    sums.subtract(Counter((o, t) for o, _, t in removed))
    _keep_counts(sums)


def keep_counts(organisation_id: int, added: Counter[int], removed: Counter[int]) -> None:
    """So many customers of an organisation got tags, by the id of the tag, and so many lost them."""
    sums = Counter({(organisation_id, tag): n for tag, n in added.items()})
    sums.subtract({(organisation_id, tag): n for tag, n in removed.items()})
    _keep_counts(sums)


def _keep_counts(sums: Counter[tuple[int, int]]) -> None:
    """Keep how many customers each tag has; who is in the bin does not count."""
    moved = sorted(key for key, n in sums.items() if n)
    if moved:
        columns = [o for o, _ in moved], [t for _, t in moved]
        db.rows(_LOCK_TAGS, columns)
        db.run(_COUNT, (*columns, [sums[key] for key in moved]))


def _changes(
    wanted: Mapping[Key, Mark], added: Iterable[Key], removed: Iterable[Key], displaced: Iterable[Key]
) -> dict[tuple[int, int], Change]:
    origins = {key[:2]: one.origin for key, one in wanted.items()}
    found: dict[tuple[int, int], Change] = {}
    for key in added:
        found.setdefault(key[:2], Change(origins[key[:2]])).added.append(key[2])
    for key in [*removed, *displaced]:
        found.setdefault(key[:2], Change(origins[key[:2]])).removed.append(key[2])
    return found


def _tell(changes: Mapping[tuple[int, int], Change], tags: Mapping[int, Tag]) -> None:
    """The history stands on the timelines; other modules hear of it; open screens look again."""
    if not changes:
        return
    causes = customers.own_causes(len(changes))
    customers.record(
        [
            Entry(o, c, None, InteractionKind.TAGGED, change.origin.at, cause, facts=facts_of(change, tags))
            for ((o, c), change), cause in zip(changes.items(), causes, strict=True)
        ]
    )
    publish(
        *(
            CustomerTagged(
                organisation_id=o,
                key=c,
                customer_id=c,
                added_ids=tuple(change.added),
                removed_ids=tuple(change.removed),
                way=change.origin.way,
                member_id=change.origin.member_id or 0,
            )
            for (o, c), change in changes.items()
        )
    )


def facts_of(change: Change, tags: Mapping[int, Tag]) -> dict[str, object]:
    """A change as the timeline keeps it."""
    origin = change.origin
    facts: dict[str, object] = {
        "added": [tags[one].name for one in change.added if one in tags],
        "removed": [tags[one].name for one in change.removed if one in tags],
        "way": str(origin.way),
        "member": origin.member,
    }
    if origin.member_id:
        facts["member_id"] = origin.member_id
    return facts | ({"reason": origin.reason} if origin.reason else {})
