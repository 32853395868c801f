"""From what is told to the row as it should be. Nothing here asks the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from changlai.orders.actions.checks import AMOUNTS
from changlai.orders.contracts import (
    CHANNEL_LENGTH,
    DEFAULT_CURRENCY,
    MOST_AMOUNT,
    PLACE_LENGTH,
    REMARK_LENGTH,
    Line,
    Told,
)
from changlai.orders.enums import ARE_PAID, OrderStatus, may_become
from changlai.orders.errors import BadOrder, NoSuchMove
from changlai.orders.labels import STATUSES

Row = dict[str, Any]
# When an order came to a status: its column.
MOMENTS: Mapping[str, str] = {
    OrderStatus.SHIPPED: "shipped_at",
    OrderStatus.DONE: "done_at",
    OrderStatus.CANCELLED: "cancelled_at",
    OrderStatus.REFUNDED: "refunded_at",
}
_TEXTS = {"province": PLACE_LENGTH, "city": PLACE_LENGTH, "remark": REMARK_LENGTH}


@dataclass(frozen=True, slots=True)
class Origin:
    """How orders came and when; ``source`` in a few words."""

    source: str
    now: datetime


def scope_of(channel: str, account_id: int | None) -> str:
    """Where a number is unique: an account, whatever it is called, or a word however it is written."""
    return f"account-{account_id}" if account_id else " ".join(channel.split()).lower()[:CHANNEL_LENGTH]


def new_row(told: Told, *, organisation_id: int, cause: int, channel: str, origin: Origin) -> Row:
    """The row of an order that is not there yet; nothing told of it, it is to be paid and worth nothing."""
    placed = told.placed_at or told.paid_at or origin.now
    row: Row = {
        "organisation_id": organisation_id,
        "number": told.number or f"D{origin.now:%y%m%d}{-cause:06}",
        "scope": scope_of(channel, told.account_id),
        "channel": channel,
        "account_id": told.account_id,
        "status": OrderStatus.TO_PAY.value,
        "currency": DEFAULT_CURRENCY,
        "placed_at": placed,
        "paid_at": None,
        "source": origin.source[:120],
        "cause": cause,
        "created_at": origin.now,
        "owner_id": told.owner_id,
        "company_id": None,
        **dict.fromkeys(AMOUNTS, 0),
        **dict.fromkeys(MOMENTS.values()),
        **dict.fromkeys(_TEXTS, ""),
    }
    return told_row(row, told, items=None, origin=origin, default=placed)


def told_row(
    before: Mapping[str, Any], told: Told, *, items: Sequence[Line] | None, origin: Origin, default: datetime
) -> Row:
    """A row with what is told of it. ``items`` are its articles where none are told; ``default`` is when it came to a
    status that nobody gives a moment for. Raises NoSuchMove, BadOrder.
    """
    row = {**before, "customer_id": told.customer_id, "changed_at": origin.now}
    row |= {name: getattr(told, name) for name in ("currency", "placed_at", "owner_id") if getattr(told, name)}
    row |= {
        name: str(value).strip()[:length]
        for name, length in _TEXTS.items()
        if (value := getattr(told, name)) is not None
    }
    row |= {"company_id": told.company_id or None} if told.company_id is not None else {}
    _status(row, told)
    _moments(row, told, default)
    _amounts(row, told, items)
    return row


def _status(row: Row, told: Told) -> None:
    wanted = told.status
    if wanted is None and told.paid_at is not None and row["status"] == OrderStatus.TO_PAY:
        wanted = OrderStatus.PAID.value
    if wanted is None:
        return
    if not may_become(row["status"], wanted):
        raise NoSuchMove(STATUSES[row["status"]], STATUSES[wanted])
    row["status"] = str(wanted)


def _moments(row: Row, told: Told, default: datetime) -> None:
    if told.paid_at is not None:
        row["paid_at"] = told.paid_at
    elif row["paid_at"] is None and row["status"] in ARE_PAID:
        row["paid_at"] = told.at.get(OrderStatus.PAID, default)
    for status, column in MOMENTS.items():
        if status in told.at:
            row[column] = told.at[status]
        elif row[column] is None and row["status"] == status:
            row[column] = default
    if row["refunded_at"] is None and (told.refunded or 0) > 0:
        row["refunded_at"] = default


def _amounts(row: Row, told: Told, items: Sequence[Line] | None) -> None:
    row |= {name: getattr(told, name) for name in AMOUNTS if getattr(told, name) is not None}
    articles = told.items if told.items is not None else items
    is_summed = told.items is not None or told.discount is not None or told.freight is not None
    if told.amount is None and articles and is_summed:
        row["amount"] = sum(item.total for item in articles) - row["discount"] + row["freight"]
    if row["amount"] < 0:
        raise BadOrder("discount", _("The discount is larger than what it is taken from. Make it smaller."))
    if row["amount"] > MOST_AMOUNT:
        raise BadOrder("amount", _("An amount is not negative and at most 10,000,000,000.00. Check it."))
    if told.paid is None and row["paid_at"] is not None and not row["paid"]:
        row["paid"] = row["amount"]
    if told.refunded is None and row["status"] == OrderStatus.REFUNDED and not row["refunded"]:
        row["refunded"] = row["paid"]
    if row["refunded"] > row["paid"]:
        raise BadOrder("refunded", _("More would be refunded than was paid. Check both amounts."))
