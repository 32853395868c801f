"""Going up a list: the page above a place, and who stands above and below a record."""

from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records.contracts import Kind, Sql
from changlai.records.errors import BadFilter
from changlai.records.filters import Filter, compiled
from changlai.records.queries.orders import Order, Spot, order_of
from changlai.records.queries.rows import FEW, Leaf, count_of, known_count, page
from changlai.records.queries.within import whole

# Above a record with a value stand greater ones; above one without, its like with greater ids, then all with a value.
_VALUED = """
    select ({expression})::text, r.id from {table} r where {where} and {expression} is not null
    order by {expression}{up}, r.id{up} limit %(wanted)s"""
_EMPTY = """
    select null, r.id from {table} r where {where} and {expression} is null order by r.id{up} limit %(wanted)s"""
_GATHERED = """
    with x as materialized (
      select r.id, {expression} as value from {table} r where {where} limit {few} + 1),
    size as (select count(*) as n from x)
    select (select n from size), y.value::text, y.id from (select 1) one left join lateral (
      select x.value, x.id from x where {above} and (select n from size) <= {few}
      order by (x.value is null) desc, x.value{up}, x.id{up} limit %(wanted)s) y on true"""
_SPOT = "select ({expression})::text, r.id from {table} r where {where} and r.id = %(record)s"


def page_above(kind: Kind, member: Member, found: Filter, order: str, *, before: Spot, limit: int) -> list[Spot]:
    """The page that ends above a place, in the list's order; one more row than ``limit``, on top, when there is more.

    Three statements at most, whatever the filter.
    """
    return _leaf_above(kind, member, found, order, before, limit)[0].spots


def leaf_above(kind: Kind, member: Member, found: Filter, order: str, *, before: Spot, limit: int) -> Leaf:
    """The same with what it tells of how many there are."""
    made, condition = _leaf_above(kind, member, found, order, before, limit)
    return Leaf(made.spots, count_of(kind, member, condition, made.count))


def _leaf_above(kind: Kind, member: Member, found: Filter, order: str, before: Spot, limit: int) -> tuple[Leaf, Sql]:
    by, wanted = order_of(kind, member, found, order), limit + 1
    if not by.knows(before):
        raise BadFilter("bad_place", _("The place in the list is not one of ours. Begin at the first page."))
    condition = compiled(found, member)
    where = whole(kind.visible(member), condition)
    count = known_count(kind, member, condition)
    if not found.is_everything and condition.some is None and (count is None or count <= FEW):
        few, count = _gathered(kind, where, by, before, wanted)
        if few is not None:
            return Leaf(few[::-1], count), condition
    rows: list[Spot] = []
    if before.value is None:
        rows = _asked(_EMPTY, kind, by, where, Sql(f"r.id {_up_sign(by)} %(spot_id)s", {"spot_id": before.id}), wanted)
    if len(rows) < wanted:
        above = _greater(by, before, "r.id", by.expression)
        rows += _asked(_VALUED, kind, by, where, above, wanted - len(rows))
    return Leaf(rows[::-1], count), condition


def neighbours(kind: Kind, member: Member, found: Filter, order: str, record_id: int) -> tuple[int | None, int | None]:
    """The ids of the records above and below this one in a list; nobody's when it is not in the list."""
    by = order_of(kind, member, found, order)
    where = whole(kind.visible(member), compiled(found, member))
    sql = _SPOT.format(expression=by.expression, table=kind.table, where=where.text)
    rows = db.planned(sql, {**where.values, "record": record_id})
    if not rows:
        return None, None
    here = Spot(*rows[0])
    above = page_above(kind, member, found, order, before=here, limit=0)
    below = page(kind, member, found, order, after=here, limit=0)
    return (above[-1].id if above else None), (below[0].id if below else None)


def _up_sign(by: Order) -> str:
    return ">" if by.is_down else "<"


def _greater(by: Order, before: Spot, id_column: str, expression: str) -> Sql:
    """What stands above a place among those that have a value; all of them above one that has none."""
    if before.value is None:
        return Sql("true")
    text = f"({expression}, {id_column}) {_up_sign(by)} (%(spot)s::{by.type}, %(spot_id)s::bigint)"
    return Sql(text, {"spot": before.value, "spot_id": before.id})


def _asked(sql: str, kind: Kind, by: Order, where: Sql, above: Sql, wanted: int) -> list[Spot]:
    told = sql.format(
        expression=by.expression,
        table=kind.table,
        where=f"{where.text} and {above.text}",
        up="" if by.is_down else " desc",
    )
    return [Spot(*row) for row in db.planned(told, {**where.values, **above.values, "wanted": wanted})]


def _gathered(kind: Kind, where: Sql, by: Order, before: Spot, wanted: int) -> tuple[list[Spot] | None, int]:
    """The page out of all matches, when there are few, None when there are many; and how many, up to FEW + 1."""
    above = _greater(by, before, "x.id", "x.value")
    if before.value is None:
        text = f"(x.value is not null or x.id {_up_sign(by)} %(spot_id)s::bigint)"
        above = Sql(text, {"spot_id": before.id})
    sql = _GATHERED.format(
        table=kind.table,
        where=where.text,
        expression=by.expression,
        above=above.text,
        up="" if by.is_down else " desc",
        few=FEW,
    )
    rows = db.planned(sql, {**where.values, **above.values, "wanted": wanted})
    count = rows[0][0]
    return [Spot(value, one) for _count, value, one in rows if one is not None] if count <= FEW else None, count
