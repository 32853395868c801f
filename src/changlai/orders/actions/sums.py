"""What customers' orders come to, counted anew for some of them: two statements, whatever their number.

The caller has locked the customers: two workers never count one customer's orders at the same time.
"""

from collections.abc import Collection, Sequence

from changlai.kernel import db
from changlai.orders.contracts import DEFAULT_CURRENCY
from changlai.orders.enums import OrderStatus

_FORGET = """
    delete from orders_ordersum s where s.organisation_id = any(%(org)b::bigint[])
      and s.customer_id = any(%(ids)b::bigint[]) and not exists (
        select from orders_order o where o.organisation_id = s.organisation_id and o.customer_id = s.customer_id
          and o.status <> %(cancelled)s)"""
_COUNT = """
    insert into orders_ordersum as s (organisation_id, customer_id, order_count, foreign_count, amount, paid, first_at,
      last_at)
    select o.organisation_id, o.customer_id, count(*), count(*) filter (where o.currency <> %(own)s),
      coalesce(sum(o.amount - o.refunded) filter (where o.currency = %(own)s), 0)::bigint,
      coalesce(sum(o.paid - o.refunded) filter (where o.currency = %(own)s), 0)::bigint,
      min(o.placed_at), max(o.placed_at)
    from orders_order o
    where o.organisation_id = any(%(org)b::bigint[]) and o.customer_id = any(%(ids)b::bigint[])
      and o.status <> %(cancelled)s
    group by o.organisation_id, o.customer_id order by o.organisation_id, o.customer_id
    on conflict (organisation_id, customer_id) do update set order_count = excluded.order_count,
      foreign_count = excluded.foreign_count, amount = excluded.amount, paid = excluded.paid,
      first_at = excluded.first_at, last_at = excluded.last_at"""


def recount(organisations: Sequence[int], customer_ids: Collection[int]) -> None:
    """Bring the sums of these customers in line with their orders."""
    if not customer_ids:
        return
    asked = {
        "org": list(organisations),
        "ids": sorted(customer_ids),
        "cancelled": OrderStatus.CANCELLED.value,
        "own": DEFAULT_CURRENCY,
    }
    db.run(_FORGET, asked)
    db.run(_COUNT, asked)
