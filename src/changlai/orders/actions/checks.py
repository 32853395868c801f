"""What may be told of an order: the same rules for the form, the API and imports."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from changlai.kernel.errors import Refusal
from changlai.orders.contracts import (
    CHANNEL_LENGTH,
    MOST_AMOUNT,
    MOST_ITEMS,
    MOST_QUANTITY,
    NAME_LENGTH,
    NUMBER_LENGTH,
    SKU_LENGTH,
    Line,
    Told,
)
from changlai.orders.enums import OrderStatus
from changlai.orders.errors import BadOrder
from changlai.orders.money import is_known

CLOCKS_APART = timedelta(days=1)
AMOUNTS = ("amount", "discount", "freight", "paid", "refunded")


def trouble(told: Told, *, now: datetime) -> Refusal | None:
    """Why an order cannot be as it is told, whatever is there already."""
    if len(told.number) > NUMBER_LENGTH:
        return BadOrder("number", _("A number has at most 64 characters. Shorten it."))
    if told.channel is not None and len(told.channel) > CHANNEL_LENGTH:
        return BadOrder("channel", _("The name of a channel has at most 60 characters. Shorten it."))
    if told.status is not None and told.status not in set(OrderStatus):
        return BadOrder("status", _("There is no such status. Use to_pay, paid, shipped, done, cancelled or refunded."))
    if told.currency is not None and not is_known(told.currency):
        return BadOrder("currency", _("This is no currency of ISO 4217. Write three letters such as CNY."))
    return _bad_amounts(told) or _bad_moments(told, now) or (_bad_items(told.items) if told.items is not None else None)


def _bad_amounts(told: Told) -> Refusal | None:
    for name in AMOUNTS:
        if (amount := getattr(told, name)) is not None and not 0 <= amount <= MOST_AMOUNT:
            return BadOrder(name, _("An amount is not negative and at most 10,000,000,000.00. Check it."))
    return None


def _bad_moments(told: Told, now: datetime) -> Refusal | None:
    moments = [told.placed_at, told.paid_at, *told.at.values()]
    if any(moment is not None and moment > now + CLOCKS_APART for moment in moments):
        return BadOrder("placed_at", _("This moment lies in the future. Write when it happened."))
    return None


def _bad_items(items: Sequence[Line]) -> Refusal | None:
    if len(items) > MOST_ITEMS:
        return BadOrder("items", _("An order has at most %(most)d articles. Make two orders.") % {"most": MOST_ITEMS})
    for item in items:
        if not item.name.strip():
            return BadOrder("items", _("Each article needs a name. Write it, or leave the row empty."))
        if len(item.name) > NAME_LENGTH or len(item.sku) > SKU_LENGTH:
            return BadOrder("items", _("The name of an article has at most 200 characters, its number 64. Shorten it."))
        if not 1 <= item.quantity <= MOST_QUANTITY:
            return BadOrder("items", _("A quantity is a whole number from 1 to 1,000,000. Check it."))
        if not 0 <= item.unit_price <= MOST_AMOUNT or item.total > MOST_AMOUNT:
            return BadOrder("items", _("An amount is not negative and at most 10,000,000,000.00. Check it."))
    return None
