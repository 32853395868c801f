"""A page of what very many records have: they are walked along in the list's order, and many are asked about together.

Asking about each by itself takes three times as long.
"""

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records.contracts import Kind, Sql
from changlai.records.queries.orders import Order, Spot
from changlai.records.queries.within import whole

STEP, MOST = 1_500, 20_000  # records walked along in the first step, and in all
_WALK = """
    with walked as materialized (
      select {expression} as value, r.id, row_number() over () as place from (
        select r.* from {table} r where {where} order by {order} limit %(step)s) r),
    held as materialized ({sift})
    select walked.value::text, walked.id, held.id is not null, walked.place
    from walked left join held on held.id = walked.id
    where held.id is not null or walked.place = (select max(place) from walked) order by walked.place"""


def sifted(kind: Kind, member: Member, condition: Sql, by: Order, after: Spot | None, wanted: int) -> list[Spot] | None:
    """So many behind a place that have a value; None where there are fewer, or where it takes too long."""
    found: list[Spot] = []
    step, walked = STEP, 0
    while step:
        behind = by.after(after)
        where = whole(kind.visible(member), Sql(f"{by.expression} is not null and {behind.text}", behind.values))
        sql = _WALK.format(
            expression=by.expression,
            table=kind.table,
            where=where.text,
            order=by.text,
            sift=condition.sift.format(ids="array(select walked.id from walked)"),
        )
        rows = db.planned(sql, {**where.values, **condition.values, "step": step})
        found += [Spot(value, one) for value, one, is_held, _place in rows if is_held]
        if len(found) >= wanted:
            return found[:wanted]
        if not rows or rows[-1][3] < step:
            return None
        after, walked = Spot(rows[-1][0], rows[-1][1]), walked + step
        step = min(_next(walked, len(found), wanted), MOST - walked)
    return None


def _next(walked: int, found: int, wanted: int) -> int:
    """As many as are likely to hold the rest, and a few more; more and more while there is none."""
    return max((wanted - found) * walked // found * 5 // 4, STEP // 3) if found else walked * 4
