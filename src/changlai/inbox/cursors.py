"""Where the next page begins, read back from the word a page was given with."""

from datetime import datetime

from changlai.accounts.operations import BadCursor, place_of
from changlai.inbox.queries import Cursor


def conversation_place(cursor: str) -> Cursor | None:
    """The last row of the page above; None for the first page. Raises BadCursor."""
    place = place_of(cursor, int, str, int)
    return Cursor(bool(place[0]), _moment(place[1]), place[2]) if place else None


def message_place(cursor: str) -> tuple[datetime, int] | None:
    """The first message of the page below; None for the latest page. Raises BadCursor."""
    place = place_of(cursor, str, int)
    return (_moment(place[0]), place[1]) if place else None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadCursor from None
    if found.tzinfo is None:
        raise BadCursor
    return found
