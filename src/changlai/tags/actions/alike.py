"""The same tags for thousands of customers: what ``marking`` does for any marks, with everything that is the same said
once. Locks are taken in the same order.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.enums import InteractionKind
from changlai.kernel import bulk, db
from changlai.kernel.events import publish_each
from changlai.kernel.tenancy import organisation_id
from changlai.tags import queries
from changlai.tags.actions.marking import MANY, Change, facts_of, keep_counts
from changlai.tags.actions.spreading import order_spreading, spread_to
from changlai.tags.actions.turns import marking_goes_on
from changlai.tags.contracts import Marked, Origin
from changlai.tags.enums import Way
from changlai.tags.errors import OneOfGroup, TagGone
from changlai.tags.events import CustomerTagged
from changlai.tags.models import Tag

_LOCK = """
    select id, binned_at is not null from customers_customer
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[]) order by id for no key update"""
# Of each set of tags the customers it was put on, or taken off.
_ALIKE = """
    select tags, array_agg(customer_id order by customer_id) from (
      select customer_id, array_agg(tag_id order by tag_id) as tags from changed group by 1) x group by 1"""
_REMOVE = f"""
    with changed as (
      delete from tags_tagging where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[])
        and tag_id = any(%(tags)b::bigint[])
      returning customer_id, tag_id)
    {_ALIKE}"""  # noqa: S608 - our own text
_DISPLACE = f"""
    with changed as (
      delete from tags_tagging where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[])
        and group_id = any(%(groups)b::bigint[]) and tag_id <> all(%(tags)b::bigint[])
      returning customer_id, tag_id)
    {_ALIKE}"""  # noqa: S608 - our own text
_ADD = f"""
    with known as materialized (
      select customer_id, tag_id from tags_tagging where organisation_id = %(org)s
        and customer_id = any(%(ids)b::bigint[]) and tag_id = any(%(tags)b::bigint[])),
    changed as (
      insert into tags_tagging (organisation_id, customer_id, tag_id, group_id, is_only, tagged_at, member_id, by, way,
        reason)
      select %(org)s::bigint, c, t.id, t.group_id, g.is_exclusive, %(at)s::timestamptz, %(member)s::bigint,
        %(by)s::text, %(way)s::text, %(reason)s::text
      from unnest(%(ids)b::bigint[]) c
      cross join tags_tag t join tags_taggroup g on g.organisation_id = t.organisation_id and g.id = t.group_id
      where t.organisation_id = %(org)s and t.id = any(%(tags)b::bigint[])
        and not exists (select from known k where k.customer_id = c and k.tag_id = t.id)
      order by c, t.id {{twice}} returning customer_id, tag_id)
    {_ALIKE}"""  # noqa: S608 - our own text
_ADD_FEW = _ADD.format(twice="on conflict (organisation_id, customer_id, tag_id) do nothing")
# Looking whether each is there already while it is written costs half of writing it. Nobody else writes rows of
# customers that are locked here: merging tags, which does, waits (turns).
_ADD_MANY = _ADD.format(twice="")

Tags = tuple[int, ...]


@transaction.atomic
def mark_alike(*, customer_ids: Sequence[int], tag_ids: Sequence[int], is_on: bool, origin: Origin) -> Marked:
    """Put tags on customers of the organisation in scope, or take them off; see ``mark``. Raises OneOfGroup, and
    TagGone where one of the tags is there no more: who began it long ago meant another thing than nothing.
    """
    org = organisation_id()
    marking_goes_on([org])
    if len(customer_ids) >= MANY:
        bulk.hold(org)
    held = db.rows(_LOCK, {"org": org, "ids": sorted(set(customer_ids))})
    ids, in_bin = [row[0] for row in held], {row[0] for row in held if row[1]}
    tags = {one: tag for one, tag in queries.by_id(tag_ids).items() if tag.organisation_id == org}
    if len(tags) < len(set(tag_ids)):
        raise TagGone
    known = {"org": org, "ids": ids, "tags": sorted(tags)}
    added: dict[int, Tags] = {}
    is_vouched = is_on and len(ids) >= MANY and _are_there(org, tags.keys(), origin)
    if is_on:
        removed = _displaced(known, tags)
        with bulk.vouched(whether=is_vouched):
            added = _each(db.rows(_ADD_MANY if is_vouched else _ADD_FEW, {**known, **_told(origin)}))
    else:
        removed = _each(db.rows(_REMOVE, known))
    known_tags = tags | queries.by_id({one for lost in removed.values() for one in lost} - tags.keys())
    _tell(org, _changes(origin, added, removed), known_tags)
    _spread(org, added, removed, tags=known_tags, origin=origin)
    # The one row that whoever marks with this tag waits for, held as shortly as can be.
    keep_counts(org, _counted(added, in_bin), _counted(removed, in_bin))
    done = sum(map(len, added.values())), sum(map(len, removed.values()))
    return Marked(*done, max(len(ids) * len(tags) - done[0 if is_on else 1], 0))


def _are_there(org: int, tags: Iterable[int], origin: Origin) -> bool:
    """Whether what all rows refer to besides their customers, which are locked, is there and stays."""
    members = [origin.member_id] if origin.member_id else []
    return bulk.are_there(Tag._meta.db_table, org, tags) and bulk.are_there(Member._meta.db_table, org, members)


def _told(origin: Origin) -> dict[str, object]:
    return {
        "at": origin.at,
        "member": origin.member_id,
        "by": "" if origin.member_id else origin.member[:120],
        "way": str(origin.way),
        "reason": origin.reason[:200],
    }


def _displaced(known: Mapping[str, object], tags: Mapping[int, Tag]) -> dict[int, Tags]:
    """What new tags of exclusive groups take the place of."""
    groups = [tag.group_id for tag in tags.values() if tag.group.is_exclusive]
    if len(groups) > len(set(groups)):
        twice = next(tag.group for tag in tags.values() if groups.count(tag.group_id) > 1)
        raise OneOfGroup(twice.name)
    return _each(db.rows(_DISPLACE, {**known, "groups": groups})) if groups else {}


def _each(alike: Iterable[db.Row]) -> dict[int, Tags]:
    return {one: tags for told, ids in alike for tags in (tuple(told),) for one in ids}


def _counted(changed: Mapping[int, Tags], in_bin: Container[int]) -> Counter[int]:
    """How many customers each tag came to or went from; who is in the bin does not count."""
    return Counter(one for customer, tags in changed.items() if customer not in in_bin for one in tags)


def _changes(origin: Origin, added: Mapping[int, Tags], removed: Mapping[int, Tags]) -> list[tuple[Change, list[int]]]:
    """Each different change with the customers it came to, in the order of their ids."""
    found: dict[tuple[Tags, Tags], list[int]] = {}
    for one in sorted(added.keys() | removed.keys()):
        found.setdefault((added.get(one, ()), removed.get(one, ())), []).append(one)
    return [(Change(origin, list(on), list(off)), ids) for (on, off), ids in found.items()]


def _tell(org: int, changes: Sequence[tuple[Change, list[int]]], tags: Mapping[int, Tag]) -> None:
    told: dict[int, dict[str, object]] = {}
    for change, ids in changes:
        told |= dict.fromkeys(ids, facts_of(change, tags))
        event = CustomerTagged(
            organisation_id=org,
            key=0,
            customer_id=0,
            added_ids=tuple(change.added),
            removed_ids=tuple(change.removed),
            way=change.origin.way,
            member_id=change.origin.member_id or 0,
        )
        publish_each(event, ids, also=("customer_id",))
    if told:
        kind, at = InteractionKind.TAGGED, changes[0][0].origin.at
        customers.note_changes(told, organisation_id=org, kind=kind, at=at)


def _spread(
    org: int, added: Mapping[int, Tags], removed: Mapping[int, Tags], *, tags: Mapping[int, Tag], origin: Origin
) -> None:
    """Only tags that a platform has too have anywhere to go; there they go later, as they are then."""
    there = spread_to(tags)
    if there and origin.way != Way.PLATFORM:
        order_spreading(org, sorted(added.keys() | removed.keys()), there)
