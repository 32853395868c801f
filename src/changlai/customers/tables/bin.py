"""Rows of the bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.customers.models import Customer
from changlai.records import queries as records


@dataclass(frozen=True, slots=True)
class Binned:
    """A customer in the bin; ``days_left`` until the purge, 0 when it may come any night."""

    customer: Customer
    purged_at: datetime
    days_left: int


def binned(customers: Sequence[Customer], days: int, now: datetime) -> list[Binned]:
    """Customers of the bin with the days they have still."""
    return [Binned(one, records.purged_at(one, days), records.days_left(one, days, now)) for one in customers]
