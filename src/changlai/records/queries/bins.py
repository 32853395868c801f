"""What waits in a bin, for modules whose records have ``binned_at``, the moment they went there; null: they did not.

Nothing here looks at who may see what: the rows given are those the member may.
"""

from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db.models import Model, QuerySet

from changlai.accounts.operations import cursor_of

M = TypeVar("M", bound=Model)


class Binned(Protocol):
    """A record that is in the bin."""

    pk: int
    binned_at: datetime | None


def bin_rows(rows: QuerySet[M], after: tuple[datetime, int] | None, limit: int) -> list[M]:
    """A keyset page of rows of the bin, what came last first; one more row than ``limit`` tells that there is more."""
    if after is not None:
        moment, row_id = after
        rows = rows.filter(binned_at__lte=moment).exclude(binned_at=moment, id__gte=row_id)
    return list(rows.order_by("-binned_at", "-id")[: limit + 1])


def bin_cursor(record: Binned) -> str:
    """The record's place in the bin, to be read by accounts.operations.moment_place."""
    return cursor_of(record.binned_at.isoformat() if record.binned_at else "", record.pk)


def purged_at(record: Binned, days: int) -> datetime:
    """When a record of the bin goes for good."""
    assert record.binned_at is not None  # noqa: S101 - asked of what is there
    return record.binned_at + timedelta(days=days)


def days_left(record: Binned, days: int, now: datetime) -> int:
    """Whole days until then; 0 when it may be any night."""
    return max(0, (purged_at(record, days) - now).days)


def due_in_bin(rows: QuerySet[M], now: datetime, days: int, limit: int) -> list[int]:
    """What was in the bin long enough, what went there first first."""
    due = rows.filter(binned_at__lt=now - timedelta(days=days))
    return list(due.order_by("binned_at", "id").values_list("id", flat=True)[:limit])
