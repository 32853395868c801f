"""Rows of the bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.accounts.operations import cursor_of, place_of
from changlai.customers import queries
from changlai.customers.models import Customer
from changlai.customers.tables.places import moment


@dataclass(frozen=True, slots=True)
class Binned:
    """A customer in the bin; ``days_left`` until the purge, 0 when it may come any night."""

    customer: Customer
    purged_at: datetime
    days_left: int


def binned(customers: Sequence[Customer], days: int, now: datetime) -> list[Binned]:
    """Customers of the bin with the days they have still."""
    rows = [(one, queries.purged_at(one, days)) for one in customers]
    return [Binned(one, end, max(0, (end - now).days)) for one, end in rows]


def bin_cursor(customer: Customer) -> str:
    """The customer's place in the bin."""
    return cursor_of(customer.binned_at.isoformat() if customer.binned_at else "", customer.pk)


def bin_place(cursor: str) -> tuple[datetime, int] | None:
    """The place in a cursor of the bin; None without one. Raises BadCursor."""
    told = place_of(cursor, str, int)
    return (moment(told[0]), told[1]) if told else None
