"""Pages and counts of records, for any kind and filter, within what a member may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records import registry
from changlai.records.arrays import ids_array
from changlai.records.contracts import Attribute, Kind, Sql
from changlai.records.enums import AttributeKind
from changlai.records.errors import BadFilter
from changlai.records.filters import Filter, compiled
from changlai.records.filters.checking import is_hidden
from changlai.records.queries import sets
from changlai.records.queries.within import whole

FEW = 2000  # matches that are gathered and sorted; where there are more, the order's index is walked: it meets one soon
_TYPES = {
    AttributeKind.NUMBER: "bigint",
    AttributeKind.MONEY: "bigint",
    AttributeKind.MEMBER: "bigint",
    AttributeKind.DATE: "date",
    AttributeKind.MOMENT: "timestamptz",
    AttributeKind.YES_NO: "boolean",
}


_READS: Mapping[str, Callable[[str], bool]] = {
    "bigint": lambda text: abs(int(text)) <= db.LARGEST_ID,
    "date": lambda text: bool(date.fromisoformat(text)),
    "timestamptz": lambda text: datetime.fromisoformat(text).tzinfo is not None,
    "boolean": lambda text: text in {"true", "false"},
    "text": lambda text: "\x00" not in text,
}
_COUNT_UP_TO = "select count(*) from (select from {table} r where {where} limit %(bound)s) x"
_COUNT = "select count(*) from {table} r where {where}"
_IDS = "select r.id from {table} r where {where} and r.id > %(after)s order by r.id limit %(limit)s"
_AMONG = "select r.id from {table} r where {where} and r.id = any(%(ids)b::bigint[])"
_GATHERED = """
    with x as materialized (
      select r.id, {expression} as value from {table} r where {where} limit {few} + 1),
    size as (select count(*) as n from x)
    select (select n from size), y.value::text, y.id from (select 1) one left join lateral (
      select x.value, x.id from x where {behind} and (select n from size) <= {few}
      order by x.value{down} nulls last, x.id{down} limit %(wanted)s) y on true"""
_WALKED = """
    select ({expression})::text, r.id from {table} r where {where} and {expression} is {word} null
    order by {order} limit %(wanted)s"""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record stands in an order: what it is sorted by, as PostgreSQL writes it (None: nothing, at the end),
    and its id.
    """

    value: str | None
    id: int


@dataclass(frozen=True, slots=True)
class Order:
    """An expression, its type and direction; records without a value stand at the end either way."""

    expression: str
    type: str
    is_down: bool

    @property
    def text(self) -> str:
        down = " desc" if self.is_down else ""
        return f"{self.expression}{down}, r.id{down}"

    def knows(self, spot: Spot) -> bool:
        """Whether a place, which may come from an address, can be compared with."""
        if not db.is_id(spot.id):
            return False
        try:
            return spot.value is None or _READS[self.type](spot.value)
        except ValueError:
            return False

    def after(self, spot: Spot | None) -> Sql:
        """What stands behind a spot among those that have a value."""
        if spot is None:
            return Sql("true")
        sign = "<" if self.is_down else ">"
        text = f"({self.expression}, r.id) {sign} (%(spot)s::{self.type}, %(spot_id)s::bigint)"
        return Sql(text, {"spot": spot.value, "spot_id": spot.id})

    def after_id(self, spot: Spot | None) -> Sql:
        """The same among those that have none."""
        if spot is None or spot.value is not None:
            return Sql("true")
        return Sql(f"r.id {'<' if self.is_down else '>'} %(spot_id)s::bigint", {"spot_id": spot.id})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a list. ``count``: how many there are in all, where that came to light with it: exactly up to FEW,
    FEW + 1 for any more; None where it did not.
    """

    spots: list[Spot]
    count: int | None = None


def can_sort_by(attribute: Attribute, member: Member | None) -> bool:
    """Whether a list can be sorted by it, for this member: what is masked must not be told by the order either."""
    return bool(attribute.order) and not is_hidden(attribute, member)


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
    if count is None and condition.some is not None and _some(kind, member, condition.some) > FEW:
        return FEW + 1
    return count


def _leaf(kind: Kind, member: Member, found: Filter, order: str, after: Spot | None, limit: int) -> tuple[Leaf, Sql]:
    by = order_of(kind, member, found, order)
    if after is not None and not by.knows(after):
        raise BadFilter("bad_place", _("The place in the list is not one of ours. Begin at the first page."))
    wanted = limit + 1
    condition = compiled(found, member)
    count = None
    if not found.is_everything and condition.some is None:
        few, count = _gathered(kind, member, condition, by, after, wanted)
        if few is not None:
            return Leaf(few, count), condition
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


def order_of(kind: Kind, member: Member, found: Filter, order: str) -> Order:
    for told in (order, kind.order):
        attribute = found.attributes.get(told.removeprefix("-"))
        if attribute is not None and can_sort_by(attribute, member):
            type_ = _TYPES.get(attribute.kind, "text")
            return Order(attribute.order, type_, told.startswith("-"))
    return Order("r.id", "bigint", is_down=True)


def _both(first: Sql, second: Sql) -> Sql:
    return Sql(f"{first.text} and {second.text}", {**first.values, **second.values})


def _some(kind: Kind, member: Member, ids: Any) -> int:  # noqa: ANN401 - an array of numpy
    """How many of these the member sees."""
    where = whole(kind.visible(member), Sql("r.id = any(%(ids)b::bigint[])", {"ids": ids_array(ids)}))
    return int(db.planned(_COUNT.format(table=kind.table, where=where.text), where.values)[0][0])


def _gathered(
    kind: Kind, member: Member, condition: Sql, by: Order, after: Spot | None, wanted: int
) -> tuple[list[Spot] | None, int]:
    """The page out of all matches, when there are few, None when there are many; and how many, up to FEW + 1."""
    where = whole(kind.visible(member), condition)
    down, sign = (" desc", "<") if by.is_down else ("", ">")
    behind, values = "true", {}
    if after is not None and after.value is not None:
        behind = f"(x.value is null or (x.value, x.id) {sign} (%(spot)s::{by.type}, %(spot_id)s::bigint))"
        values = {"spot": after.value, "spot_id": after.id}
    elif after is not None:
        behind, values = f"x.value is null and x.id {sign} %(spot_id)s::bigint", {"spot_id": after.id}
    sql = _GATHERED.format(
        table=kind.table, where=where.text, expression=by.expression, behind=behind, down=down, few=FEW
    )
    rows = db.planned(sql, {**where.values, **values, "wanted": wanted})
    count = rows[0][0]
    return [Spot(value, one) for _count, value, one in rows if one is not None] if count <= FEW else None, count


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
