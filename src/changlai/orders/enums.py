"""Closed lists of the orders."""

from collections.abc import Mapping
from enum import StrEnum

KIND = "order"  # of record, in the words of changlai.records


class OrderStatus(StrEnum):
    """Where an order stands."""

    TO_PAY = "to_pay"
    PAID = "paid"
    SHIPPED = "shipped"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


# The moves one step at a time. Goods may leave before they are paid (cash on delivery); what was paid is not cancelled
# but refunded; from the last two nothing leads on.
MOVES: Mapping[OrderStatus, tuple[OrderStatus, ...]] = {
    OrderStatus.TO_PAY: (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.CANCELLED),
    OrderStatus.PAID: (OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.REFUNDED),
    OrderStatus.SHIPPED: (OrderStatus.DONE, OrderStatus.REFUNDED),
    OrderStatus.DONE: (OrderStatus.REFUNDED,),
    OrderStatus.CANCELLED: (),
    OrderStatus.REFUNDED: (),
}


def _reached(status: OrderStatus) -> frozenset[OrderStatus]:
    found: set[OrderStatus] = set()
    ahead = list(MOVES[status])
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += MOVES[one]
    return frozenset(found - {status})


# Another system tells where an order stands now, not each step on the way: what several moves reach is allowed too.
REACHED: Mapping[OrderStatus, frozenset[OrderStatus]] = {status: _reached(status) for status in OrderStatus}


def may_become(status: str, wanted: str) -> bool:
    """Whether an order that stands at ``status`` may be said to stand at ``wanted``."""
    return status == wanted or OrderStatus(wanted) in REACHED[OrderStatus(status)]


# What counts as paid without anybody saying so; goods that are only on their way may still be owed.
ARE_PAID = frozenset({OrderStatus.PAID, OrderStatus.DONE, OrderStatus.REFUNDED})
