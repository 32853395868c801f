"""The tables of orders as plain rows: read locked, written set-wise."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from changlai.kernel import db
from changlai.orders.actions.shaping import Row
from changlai.orders.contracts import Line
from changlai.orders.models import Order

Place = tuple[str, str]  # scope and number
_COLUMNS = tuple(str(field.column) for field in Order._meta.local_fields if field.column != "id")
_LIST = ", ".join(_COLUMNS)
_OF = ", ".join(f"x.{column}" for column in _COLUMNS)
_LOCK_CUSTOMERS = """
    select id, owner_id from customers_customer
    where organisation_id = %b and id = any(%b::bigint[]) order by id for no key update"""
_PLACED = f"""
    select o.id, {_LIST} from orders_order o
    join unnest(%b::text[], %b::text[]) y(s, n) on o.organisation_id = %b and o.scope = y.s and o.number = y.n
    order by o.id"""  # noqa: S608 - our own column names
_BY_ID = f"""
    select id, {_LIST} from orders_order where organisation_id = %b and id = any(%b::bigint[])
    order by id for update"""  # noqa: S608 - as above
_INSERT = f"""
    insert into orders_order ({_LIST}) select {_OF} from jsonb_populate_recordset(null::orders_order, %b::jsonb) x
    on conflict (organisation_id, scope, number) do nothing returning id, scope, number"""  # noqa: S608 - as above
_UPDATE = f"""
    update orders_order o set ({_LIST}) = ({_OF})
    from jsonb_populate_recordset(null::orders_order, %b::jsonb) x
    where o.organisation_id = x.organisation_id and o.id = x.id"""  # noqa: S608 - as above
_ITEMS = """
    select order_id, name, sku, quantity, unit_price from orders_orderitem
    where organisation_id = %b and order_id = any(%b::bigint[]) order by order_id, position"""
_CLEAR = "delete from orders_orderitem where organisation_id = %b and order_id = any(%b::bigint[])"
_FILL = """
    insert into orders_orderitem (organisation_id, order_id, position, name, sku, quantity, unit_price)
    select * from unnest(%b::bigint[], %b::bigint[], %b::int[], %b::text[], %b::text[], %b::bigint[], %b::bigint[])"""
_DELETE = "delete from orders_order where organisation_id = %b and id = any(%b::bigint[])"


def lock_customers(organisation_id: int, ids: Iterable[int]) -> dict[int, int | None]:
    """Lock customers in the order of their ids, so that two workers never wait in a ring; with who is responsible."""
    wanted = sorted(set(ids))
    return dict(db.rows(_LOCK_CUSTOMERS, (organisation_id, wanted))) if wanted else {}


def placed(organisation_id: int, places: Collection[Place]) -> dict[Place, Row]:
    """Orders by where their number stands, with ``id``; not locked."""
    if not places:
        return {}
    found = db.rows(_PLACED, ([one[0] for one in places], [one[1] for one in places], organisation_id))
    return {(row["scope"], row["number"]): row for row in map(_row, found)}


def held(organisation_id: int, ids: Collection[int]) -> dict[int, Row]:
    """Orders by id, locked."""
    return {row["id"]: row for row in map(_row, db.rows(_BY_ID, (organisation_id, sorted(ids))))} if ids else {}


def insert(rows: Sequence[Row]) -> dict[Place, int]:
    """Write new orders; those that somebody else wrote at the same moment are missing from the answer."""
    if not rows:
        return {}
    return {(scope, number): pk for pk, scope, number in db.rows(_INSERT, (_told(rows),))}


def update(rows: Sequence[Row]) -> None:
    """Write orders that are there; each has its ``id``."""
    if rows:
        db.run(_UPDATE, (_told(rows),))


def delete(organisation_id: int, ids: Collection[int]) -> None:
    """Remove orders with their articles."""
    db.run(_DELETE, (organisation_id, sorted(ids)))


def items(organisation_id: int, order_ids: Collection[int]) -> dict[int, list[Line]]:
    """The articles of each order, in their order."""
    found: dict[int, list[Line]] = {}
    for order_id, *facts in db.rows(_ITEMS, (organisation_id, sorted(order_ids))) if order_ids else ():
        found.setdefault(order_id, []).append(Line(*facts))
    return found


def write_items(organisation_id: int, wanted: Mapping[int, Sequence[Line]]) -> None:
    """Give orders these articles and no others."""
    if not wanted:
        return
    db.run(_CLEAR, (organisation_id, sorted(wanted)))
    lines = [(order_id, at, line) for order_id, own in wanted.items() for at, line in enumerate(own)]
    if lines:
        db.run(
            _FILL,
            (
                [organisation_id] * len(lines),
                [order_id for order_id, _, _ in lines],
                [at for _, at, _ in lines],
                [line.name for _, _, line in lines],
                [line.sku for _, _, line in lines],
                [line.quantity for _, _, line in lines],
                [line.unit_price for _, _, line in lines],
            ),
        )


def _row(values: db.Row) -> Row:
    return dict(zip(("id", *_COLUMNS), values, strict=True))


def _told(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str)
