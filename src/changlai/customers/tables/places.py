"""Places in lists and timelines, as words for addresses and back."""

from datetime import UTC, datetime

from changlai.accounts.operations import BadCursor, cursor_of, place_of
from changlai.customers.models import Customer, Interaction
from changlai.customers.queries import Place


def list_cursor(customer: Customer) -> str:
    """The customer's place in the list."""
    moment = customer.last_interaction_at
    return cursor_of(moment.isoformat() if moment else "", customer.id)


def list_place(cursor: str) -> Place | None:
    """The place in a list's cursor; None without one. Raises BadCursor."""
    told = place_of(cursor, str, int)
    return Place(_moment(told[0]) if told[0] else None, told[1]) if told else None


def timeline_cursor(entry: Interaction) -> str:
    """The entry's place in the timeline."""
    return cursor_of(entry.occurred_at.isoformat(), entry.id)


def timeline_place(cursor: str) -> tuple[datetime, int] | None:
    """The place in a timeline's cursor; None without one. Raises BadCursor."""
    told = place_of(cursor, str, int)
    return (_moment(told[0]), told[1]) if told else None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCursor from None
