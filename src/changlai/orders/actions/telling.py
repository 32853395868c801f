"""The history of orders on the timelines of their customers, and the events of what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from changlai.customers import actions as customers
from changlai.customers.actions import Entry
from changlai.customers.enums import InteractionKind
from changlai.kernel.events import Event, publish
from changlai.orders.actions.shaping import Row
from changlai.orders.contracts import Line
from changlai.orders.events import (
    OrderCancelled,
    OrderChanged,
    OrderDone,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)

# Each moment of an order that is filled is one entry: its column, part, kind, event, and the amount it tells.
STEPS: tuple[tuple[str, int, InteractionKind, type[Any], str], ...] = (
    ("placed_at", 0, InteractionKind.ORDER, OrderPlaced, "amount"),
    ("paid_at", 1, InteractionKind.ORDER_PAID, OrderPaid, "paid"),
    ("shipped_at", 2, InteractionKind.ORDER_SHIPPED, OrderShipped, "amount"),
    ("done_at", 3, InteractionKind.ORDER_DONE, OrderDone, "amount"),
    ("cancelled_at", 4, InteractionKind.ORDER_CANCELLED, OrderCancelled, "amount"),
    ("refunded_at", 5, InteractionKind.ORDER_REFUNDED, OrderRefunded, "refunded"),
)
NAMED = 3  # articles an entry names
_SILENT = {"changed_at", "cause", "scope", "source", "id", "organisation_id"}


@dataclass(frozen=True, slots=True)
class Change:
    """One order before and after; ``before`` is None for a new one, ``after`` for one that goes."""

    order_id: int
    before: Row | None
    after: Row | None
    articles_before: Sequence[Line] = field(default_factory=tuple)
    articles: Sequence[Line] = field(default_factory=tuple)


def tell(changes: Sequence[Change]) -> None:
    """Bring timelines in line and publish what happened; a handful of statements, whatever the number.

    What stands there already is amended, not told again; what moved in time or to another customer is written anew.
    """
    gone: list[Entry] = []
    same: list[Entry] = []
    new: list[Entry] = []
    for change in changes:
        old = _entries(change, change.before, change.articles_before)
        now = _entries(change, change.after, change.articles)
        gone += [entry for place, entry in old.items() if place not in now]
        new += [entry for place, entry in now.items() if place not in old]
        same += [entry for place, entry in now.items() if place in old and entry.facts != old[place].facts]
    customers.withdraw(gone)
    customers.amend(same)
    customers.record(new)
    publish(*(event for change in changes for event in _events(change)))


def different(change: Change) -> tuple[str, ...]:
    """Which columns of an order that was there are different now, articles as ``items``."""
    before, after = change.before or {}, change.after or {}
    names = [name for name in after if name not in _SILENT and before.get(name) != after[name]]
    return (*names, *(["items"] if list(change.articles_before) != list(change.articles) else []))


def _entries(change: Change, row: Row | None, articles: Sequence[Line]) -> dict[tuple[int, int, datetime], Entry]:
    if row is None:
        return {}
    found = {}
    for column, part, kind, _event, amount in STEPS:
        if (moment := row[column]) is not None:
            facts = _facts(change.order_id, row, row[amount], articles)
            found[row["customer_id"], part, moment] = Entry(
                row["organisation_id"], row["customer_id"], None, kind, moment, row["cause"], part, facts
            )
    return found


def _facts(order_id: int, row: Row, amount: int, articles: Sequence[Line]) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "number": row["number"],
        "amount": amount,
        "currency": row["currency"],
        "channel": row["channel"],
        "articles": [[item.name, item.quantity] for item in articles[:NAMED]],
        "article_count": len(articles),
    }


def _events(change: Change) -> list[Event]:
    before, after = change.before, change.after
    if after is None:
        return []
    told: list[Event] = []
    steps = [step for step in STEPS if after[step[0]] is not None and (before is None or before[step[0]] is None)]
    for column, _part, _kind, event, amount in steps:
        told.append(
            event(
                organisation_id=after["organisation_id"],
                key=after["customer_id"],
                customer_id=after["customer_id"],
                order_id=change.order_id,
                status=after["status"],
                amount=after[amount],
                currency=after["currency"],
                at=after[column],
            )
        )
    fields = tuple(name for name in different(change) if name not in {"status", *(step[0] for step in steps)})
    if before is not None and fields:
        told.append(
            OrderChanged(
                organisation_id=after["organisation_id"],
                key=after["customer_id"],
                customer_id=after["customer_id"],
                order_id=change.order_id,
                fields=fields,
            )
        )
    return told
