"""Pages and counts of records, for any kind and filter, within what a member may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records import registry
from changlai.records.arrays import ids_array
from changlai.records.contracts import Kind, Sql
from changlai.records.errors import BadFilter
from changlai.records.filters import Filter, compiled
from changlai.records.queries import sets
from changlai.records.queries.orders import Order, Spot, order_of
from changlai.records.queries.sifting import sifted
from changlai.records.queries.within import whole

FEW = 2000  # matches that are gathered and sorted; where there are more, the order's index is walked: it meets one soon
WINDOW = 1_500  # records of the order looked at before anything is gathered: what many fit has its page among them
TOLD_UP_TO = 1_001  # how many there are is told up to here where it comes to light with a page
_COUNT_UP_TO = "select count(*) from (select from {table} r where {where} limit %(bound)s) x"
_COUNT = "select count(*) from {table} r where {where}"
_IDS = "select r.id from {table} r where {where} and r.id > %(after)s order by r.id limit %(limit)s"
_AMONG = "select r.id from {table} r where {where} and r.id = any(%(ids)b::bigint[])"
# The page within the window; where it is not full, out of all matches, when they are few.
_GATHERED = """
    with w as materialized (
      select r.id, r.listed_by as value from (
        select r.*, {expression} as listed_by from {table} r where {window}
        order by {order} limit {size}) r
      where {condition} order by r.listed_by{down}, r.id{down} limit %(wanted)s),
    full_page as (select count(*) >= %(wanted)s as is_there from w),
    x as materialized (
      select r.id, {expression} as value from {table} r
      where not (select is_there from full_page) and {where} limit {few} + 1),
    size as (select case when (select is_there from full_page) then null else count(*) end as n from x)
    select size.n, y.value::text, y.id from size left join lateral (
      select z.value, z.id from (
        select w.value, w.id from w where size.n is null
        union all select x.value, x.id from x where size.n <= {few} and {behind}) z
      order by z.value{down} nulls last, z.id{down} limit %(wanted)s) y on true"""
_WALKED = """
    select ({expression})::text, r.id from {table} r where {where} and {expression} is {word} null
    order by {order} limit %(wanted)s"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a list. ``count``: how many there are in all, where that came to light with it: exactly below
    TOLD_UP_TO, at least so many from there on; None where it did not.
    """

    spots: list[Spot]
    count: int | None = None


def page(
    kind: Kind,
    member: Member,
    found: Filter,
    order: str = "",
    *,
    after: Spot | None = None,
    limit: int,
) -> list[Spot]:
    """A keyset page: ids with their places, in an order (``-created``; empty or unknown: that of the kind).

    ``limit`` + 1 rows tell that there is more. Three statements at most, whatever the filter.
    """
    return leaf(kind, member, found, order, after=after, limit=limit).spots


def leaf(kind: Kind, member: Member, found: Filter, order: str = "", *, after: Spot | None = None, limit: int) -> Leaf:
    """The same with what it tells of how many there are."""
    made, condition = _leaf(kind, member, found, order, after, limit)
    return Leaf(made.spots, count_of(kind, member, condition, made.count))


def count_of(kind: Kind, member: Member, condition: Sql, count: int | None) -> int | None:
    """What is known of how many there are: as gathering said, or because some of very many are enough."""
    if count is None and condition.some is not None:
        seen = _some(kind, member, condition.some)
        return seen if seen >= TOLD_UP_TO else None
    return count


def known_count(kind: Kind, member: Member, condition: Sql) -> int | None:
    """How many there are of whom the ids are known, for who sees all but a few records; one statement."""
    unseen = kind.unseen(member) if condition.ids is not None and kind.unseen else None
    return None if unseen is None else sets.seen_of(condition.ids, unseen)


def _leaf(kind: Kind, member: Member, found: Filter, order: str, after: Spot | None, limit: int) -> tuple[Leaf, Sql]:
    by = order_of(kind, member, found, order)
    if after is not None and not by.knows(after):
        raise BadFilter("bad_place", _("The place in the list is not one of ours. Begin at the first page."))
    wanted = limit + 1
    condition = compiled(found, member)
    count = known_count(kind, member, condition)
    if not found.is_everything and condition.some is None and (count is None or count <= FEW):
        few, told = _gathered(kind, member, condition, by, after, wanted, is_few=count is not None)
        count = told if count is None else count
        if few is not None:
            return Leaf(few, count), condition
    if condition.sift and (after is None or after.value is not None):
        page_ = sifted(kind, member, condition, by, after, wanted)
        if page_ is not None:
            return Leaf(page_, count), condition
    rows: list[Spot] = []
    if after is None or after.value is not None:
        rows = _walked(kind, member, _both(condition, by.after(after)), by, wanted, has_value=True)
    if len(rows) < wanted:
        rest = _both(condition, by.after_id(after))
        rows += _walked(kind, member, rest, by, wanted - len(rows), has_value=False)
    return Leaf(rows, count), condition


def count_up_to(kind: Kind, member: Member, found: Filter, bound: int) -> int:
    """How many there are, counted no further than ``bound``."""
    where = _where(kind, member, found)
    sql = _COUNT_UP_TO.format(table=kind.table, where=where.text)
    return int(db.planned(sql, {**where.values, "bound": bound})[0][0])


def count(kind: Kind, member: Member, found: Filter) -> int:
    """Exactly how many there are. Who sees all but a few records counts by sets of ids: see ``sets``."""
    unseen = kind.unseen(member) if kind.unseen else None
    if unseen is not None and not found.is_everything:
        return sets.count(kind, member, found, unseen)
    where = _where(kind, member, found)
    return int(db.planned(_COUNT.format(table=kind.table, where=where.text), where.values)[0][0])


def selection(kind: Kind, member: Member, found: Filter) -> Sql:
    """A statement that selects the ids of all of them, to be part of another one."""
    where = _where(kind, member, found)
    return Sql(f"select r.id from {kind.table} r where {where.text}", where.values)  # noqa: S608 - our own text


def ids_after(
    kind: Kind, member: Member, found: Filter, *, after: int = 0, limit: int, editable: bool = False
) -> list[int]:
    """Ids in their order from above ``after``: for work that goes through all of them in batches. ``editable``: only
    what the member may change.
    """
    where = _where(kind, member, found, editable=editable)
    sql = _IDS.format(table=kind.table, where=where.text)
    return [row[0] for row in db.planned(sql, {**where.values, "after": after, "limit": limit})]


def matching(kind: Kind, member: Member, found: Filter, ids: Sequence[int], *, editable: bool = False) -> set[int]:
    """Which of these records are among them: visible to the member, and as the filter says."""
    where = _where(kind, member, found, editable=editable)
    sql = _AMONG.format(table=kind.table, where=where.text)
    return {row[0] for row in db.planned(sql, {**where.values, "ids": list(ids)})}


def kind_of(slug: str) -> Kind:
    """A kind by its slug; raises KeyError."""
    return registry.kinds()[slug]


def _where(kind: Kind, member: Member, found: Filter, *, editable: bool = False) -> Sql:
    rows = kind.editable(member) if editable else kind.visible(member)
    return whole(rows, compiled(found, member))


def _both(first: Sql, second: Sql) -> Sql:
    return Sql(f"{first.text} and {second.text}", {**first.values, **second.values})


def _some(kind: Kind, member: Member, ids: Any) -> int:  # noqa: ANN401 - an array of numpy
    """How many of these the member sees."""
    where = whole(kind.visible(member), Sql("r.id = any(%(ids)b::bigint[])", {"ids": ids_array(ids)}))
    return int(db.planned(_COUNT.format(table=kind.table, where=where.text), where.values)[0][0])


def _gathered(  # noqa: PLR0913 - a page, and what is known of all
    kind: Kind, member: Member, condition: Sql, by: Order, after: Spot | None, wanted: int, *, is_few: bool
) -> tuple[list[Spot] | None, int | None]:
    """The page out of the first records of the order, or out of all matches when there are few; None when neither. And
    how many there are, up to FEW + 1, where all were gathered. ``is_few``: they are known to be.
    """
    rows = kind.visible(member)
    where = whole(rows, condition)
    down, sign = (" desc", "<") if by.is_down else ("", ">")
    behind, values = "true", {}
    if after is not None and after.value is not None:
        behind = f"(x.value is null or (x.value, x.id) {sign} (%(spot)s::{by.type}, %(spot_id)s::bigint))"
        values = {"spot": after.value, "spot_id": after.id}
    elif after is not None:
        behind, values = f"x.value is null and x.id {sign} %(spot_id)s::bigint", {"spot_id": after.id}
    sees_all = kind.unseen is not None and kind.unseen(member) is not None
    has_window = sees_all and not is_few and (after is None or after.value is not None)
    window = f"{by.expression} is not null and {by.after(after).text}" if has_window else "false"
    sql = _GATHERED.format(
        table=kind.table,
        where=where.text,
        condition=condition.text,
        window=whole(rows, Sql(window)).text,
        order=by.text,
        size=WINDOW,
        expression=by.expression,
        behind=behind,
        down=down,
        few=FEW,
    )
    found = db.planned(sql, {**where.values, **values, "wanted": wanted})
    count: int | None = found[0][0]
    is_page = count is None or count <= FEW
    return [Spot(value, one) for _count, value, one in found if one is not None] if is_page else None, count


def _walked(kind: Kind, member: Member, condition: Sql, by: Order, wanted: int, *, has_value: bool) -> list[Spot]:
    """So many along the order's index."""
    where = whole(kind.visible(member), condition)
    order = by.text if has_value else f"r.id{' desc' if by.is_down else ''}"
    word = "not" if has_value else ""
    sql = _WALKED.format(table=kind.table, where=where.text, expression=by.expression, word=word, order=order)
    values: dict[str, Any] = {**where.values, "wanted": wanted}
    return [Spot(*row) for row in db.planned(sql, values)]


def numbered(kind: Kind, member: Member, found: Filter, order: str) -> Sql:
    """A statement that selects all of them as ``id``, each with its ``place`` in an order, from 0; for work that takes
    them as they stand at one moment.
    """
    where, by = _where(kind, member, found), order_of(kind, member, found, order)
    down = " desc" if by.is_down else ""
    line = f"{by.expression}{down} nulls last, r.id{down}"
    text = f"select r.id, row_number() over (order by {line}) - 1 as place from {kind.table} r where {where.text}"  # noqa: S608 - our own text
    return Sql(text, where.values)
