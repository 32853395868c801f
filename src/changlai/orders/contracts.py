"""What an order is made of, as it is told. Every amount is in cents: hundredths, or the currency's smallest unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from changlai.kernel.errors import Refusal

NUMBER_LENGTH, CHANNEL_LENGTH, NAME_LENGTH, SKU_LENGTH, PLACE_LENGTH, REMARK_LENGTH = 64, 60, 200, 64, 40, 2000
MOST_AMOUNT = 10**12  # cents: ten thousand million yuan, so that a million of them still fit a bigint
MOST_ITEMS = 200  # of one order
MOST_QUANTITY = 10**6
MOST_ORDERS = 500  # of one call of the API
DEFAULT_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Line:
    """One article of an order; ``unit_price`` in cents."""

    name: str
    sku: str = ""
    quantity: int = 1
    unit_price: int = 0

    @property
    def total(self) -> int:
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class Told:
    """An order as somebody tells it. What is None is not told: an order that is there keeps it, a new one gets what
    follows from the rest.

    ``channel`` is a word (天猫, 门店) or, with ``account_id``, that account's name: ``number`` is unique there. Without
    a number the order is new and gets one of ours. ``company_id`` is whom the customer bought for; 0: nobody.
    """

    customer_id: int
    number: str = ""
    channel: str | None = None
    account_id: int | None = None
    status: str | None = None
    items: Sequence[Line] | None = None
    amount: int | None = None
    discount: int | None = None
    freight: int | None = None
    paid: int | None = None
    refunded: int | None = None
    currency: str | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    province: str | None = None
    city: str | None = None
    owner_id: int | None = None
    company_id: int | None = None
    remark: str | None = None
    at: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))  # when it came to another status


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of one told order: ``created``, ``updated``, ``unchanged``, or ``refused`` for that reason. With
    another result ``refusal`` says why own fields stayed as they were.
    """

    result: str
    order_id: int | None = None
    refusal: Refusal | None = None


CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
