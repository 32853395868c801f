"""Slugs of the orders in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from changlai.orders.enums import OrderStatus

STATUSES: Mapping[str, Promise] = {
    OrderStatus.TO_PAY: pgettext_lazy("order", "To be paid"),
    OrderStatus.PAID: pgettext_lazy("order", "Paid"),
    OrderStatus.SHIPPED: pgettext_lazy("order", "Shipped"),
    OrderStatus.DONE: pgettext_lazy("order", "Done"),
    OrderStatus.CANCELLED: pgettext_lazy("order", "Cancelled"),
    OrderStatus.REFUNDED: pgettext_lazy("order", "Refunded"),
}
# The button that makes an order so.
MOVES: Mapping[str, Promise] = {
    OrderStatus.PAID: pgettext_lazy("order", "Note the payment"),
    OrderStatus.SHIPPED: pgettext_lazy("order", "Note that it was shipped"),
    OrderStatus.DONE: pgettext_lazy("order", "Finish"),
    OrderStatus.CANCELLED: pgettext_lazy("order", "Cancel the order"),
    OrderStatus.REFUNDED: pgettext_lazy("order", "Note the refund"),
}
TONES: Mapping[str, str] = {
    OrderStatus.TO_PAY: "warn",
    OrderStatus.PAID: "info",
    OrderStatus.SHIPPED: "info",
    OrderStatus.DONE: "ok",
    OrderStatus.CANCELLED: "",
    OrderStatus.REFUNDED: "bad",
}
ICONS: Mapping[str, str] = {
    OrderStatus.TO_PAY: "clock",
    OrderStatus.PAID: "receipt",
    OrderStatus.SHIPPED: "package",
    OrderStatus.DONE: "circle-check",
    OrderStatus.CANCELLED: "x",
    OrderStatus.REFUNDED: "rotate-clockwise",
}
