"""What happens to orders. Each is keyed by the customer; amounts are in cents of ``currency``."""

from datetime import datetime

from changlai.kernel.events import Event


class OrderPlaced(Event, frozen=True, kw_only=True):
    """An order is there that was not."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderPaid(Event, frozen=True, kw_only=True):
    """An order was paid."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderShipped(Event, frozen=True, kw_only=True):
    """The goods are on their way."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderDone(Event, frozen=True, kw_only=True):
    """An order is finished."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderCancelled(Event, frozen=True, kw_only=True):
    """An order will not be paid."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderRefunded(Event, frozen=True, kw_only=True):
    """Money of an order went back; ``amount`` is how much, in all."""

    customer_id: int
    order_id: int
    status: str
    amount: int
    currency: str
    at: datetime


class OrderChanged(Event, frozen=True, kw_only=True):
    """Something else about an order is different; ``fields`` are named as in the API."""

    customer_id: int
    order_id: int
    fields: tuple[str, ...]


class OrderDeleted(Event, frozen=True, kw_only=True):
    """An order is gone."""

    customer_id: int
    order_id: int
    number: str
