"""Closed lists of integrations."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DeliveryState(StrEnum):
    """Where a message to an endpoint stands. ``FAILED``: given up after the last try; it can be sent again by hand."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"

    @property
    def label(self) -> Promise:
        return _STATES[self]


class Disabled(StrEnum):
    """Why nothing is sent to an endpoint."""

    BY_HAND = "by_hand"
    GONE = "gone"
    FAILING = "failing"

    @property
    def label(self) -> Promise:
        return _REASONS[self]


_STATES: dict[DeliveryState, Promise] = {
    DeliveryState.WAITING: _("Waiting"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.FAILED: _("Not delivered"),
}
_REASONS: dict[Disabled, Promise] = {
    Disabled.BY_HAND: _("Switched off by a colleague"),
    Disabled.GONE: _("The receiver answered 410: it wants no more"),
    Disabled.FAILING: _("It has failed for five days"),
}
