"""Places in timelines, as words for addresses and back."""

from datetime import UTC, datetime

from changlai.accounts.operations import BadCursor, cursor_of, place_of
from changlai.customers.models import Interaction


def timeline_cursor(entry: Interaction) -> str:
    """The entry's place in the timeline."""
    return cursor_of(entry.occurred_at.isoformat(), entry.id)


def timeline_place(cursor: str) -> tuple[datetime, int] | None:
    """The place in a timeline's cursor; None without one. Raises BadCursor."""
    told = place_of(cursor, str, int)
    return (moment(told[0]), told[1]) if told else None


def moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCursor from None
