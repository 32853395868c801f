"""What goes in and out of the orders' API."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from changlai.accounts.operations import LARGEST_ID
from changlai.orders.contracts import (
    CHANNEL_LENGTH,
    MOST_AMOUNT,
    MOST_ITEMS,
    MOST_ORDERS,
    MOST_QUANTITY,
    NAME_LENGTH,
    NUMBER_LENGTH,
    PLACE_LENGTH,
    REMARK_LENGTH,
    SKU_LENGTH,
)
from changlai.orders.enums import OrderStatus

LINE = r"^[^\x00-\x1f\x7f]*$"


class OrderItemIn(Schema):
    """One article; ``unit_price`` in cents."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, pattern=LINE)
    sku: str = Field("", max_length=SKU_LENGTH, pattern=LINE)
    quantity: int = Field(1, ge=1, le=MOST_QUANTITY)
    unit_price: int = Field(0, ge=0, le=MOST_AMOUNT)


class OrderFacts(Schema):
    """What an order is. What is null is not told: an order that is there keeps it. Amounts are in cents (the currency's
    smallest unit), times with their zone. Without ``amount`` it is the articles, less the discount, plus the freight.
    ``company_id`` is the company the customer bought for, 0 none.
    """

    channel: str | None = Field(None, max_length=CHANNEL_LENGTH, pattern=LINE)
    account_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    status: OrderStatus | None = None
    items: list[OrderItemIn] | None = Field(None, max_length=MOST_ITEMS)
    amount: int | None = Field(None, ge=0, le=MOST_AMOUNT)
    discount: int | None = Field(None, ge=0, le=MOST_AMOUNT)
    freight: int | None = Field(None, ge=0, le=MOST_AMOUNT)
    paid: int | None = Field(None, ge=0, le=MOST_AMOUNT)
    refunded: int | None = Field(None, ge=0, le=MOST_AMOUNT)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    done_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunded_at: datetime | None = None
    province: str | None = Field(None, max_length=PLACE_LENGTH, pattern=LINE)
    city: str | None = Field(None, max_length=PLACE_LENGTH, pattern=LINE)
    owner_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    company_id: int | None = Field(None, ge=0, le=LARGEST_ID)
    remark: str | None = Field(None, max_length=REMARK_LENGTH)


class OrderIn(OrderFacts):
    """One order as your system knows it. It is known again by its number within its channel: the account
    ``account_id``, or the word ``channel``.
    """

    customer_id: int = Field(ge=1, le=LARGEST_ID)
    number: str = Field(min_length=1, max_length=NUMBER_LENGTH, pattern=LINE)


class OrderWithFieldsIn(OrderIn):
    """The same with ``fields``: own fields by their id. Entering a new order by hand asks for every required one."""

    fields: dict[int, Any] = Field(default_factory=dict, max_length=200)


class OrderPatch(OrderFacts):
    """What is different about an order; what is null stays."""

    customer_id: int | None = Field(None, ge=1, le=LARGEST_ID)
    number: str | None = Field(None, min_length=1, max_length=NUMBER_LENGTH, pattern=LINE)


class OrderBatch(Schema):
    """At most 500 orders."""

    orders: list[OrderWithFieldsIn] = Field(min_length=1, max_length=MOST_ORDERS)


class OrderItemOut(Schema):
    """One article; ``unit_price`` in cents."""

    name: str
    sku: str
    quantity: int
    unit_price: int


class OrderOut(Schema):
    """An order. ``account_id`` is null where the channel is a word; amounts are in cents of ``currency``."""

    id: int
    number: str
    customer_id: int
    channel: str
    account_id: int | None
    status: OrderStatus
    amount: int
    discount: int
    freight: int
    paid: int
    refunded: int
    currency: str
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    done_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    province: str
    city: str
    owner_id: int | None
    company_id: int | None
    remark: str
    source: str
    created_at: datetime
    changed_at: datetime


class OrderWithItems(OrderOut):
    """An order with its articles, in their order."""

    items: list[OrderItemOut]


class OrderPage(Schema):
    """Orders, the latest first, without articles; ``next`` is the cursor of the following page, null on the last."""

    items: list[OrderOut]
    next: str | None


class OrderFilter(Schema):
    """Which orders; times are with their zone."""

    customer_id: int = Field(0, ge=0, le=LARGEST_ID)
    company_id: int = Field(0, ge=0, le=LARGEST_ID)
    number: str = Field("", max_length=NUMBER_LENGTH)
    status: OrderStatus | None = None
    since: datetime | None = None
    before: datetime | None = None
    cursor: str = ""


class OrderLanded(Schema):
    """What became of one order of a batch, in the order they were sent. ``result`` is created, updated, unchanged or
    refused; then ``rule`` and ``reason`` say why, and ``order_id`` is null. With another result they say why own fields
    stayed as they were.
    """

    result: str
    order_id: int | None
    rule: str
    reason: str


class OrdersLanded(Schema):
    """One line for each order that was sent."""

    items: list[OrderLanded]


class OrderSums(Schema):
    """What a customer's orders come to; cancelled ones do not count. ``amount`` is what was ordered, ``paid`` what
    was paid, both less what was refunded, in cents of yuan; ``foreign_count`` orders are in other currencies.
    """

    order_count: int
    foreign_count: int
    amount: int
    paid: int
    average: int
    first_at: datetime | None
    last_at: datetime | None
