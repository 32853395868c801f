"""Where the next page begins, read back from the word a page was given with."""

from datetime import datetime

from changlai.accounts.operations import moment_of, moment_place, place_of
from changlai.inbox.queries import Cursor


def conversation_place(cursor: str) -> Cursor | None:
    """The last row of the page above; None for the first page. Raises BadCursor."""
    place = place_of(cursor, int, str, int)
    return Cursor(bool(place[0]), moment_of(place[1]), place[2]) if place else None


def message_place(cursor: str) -> tuple[datetime, int] | None:
    """The first message of the page below; None for the latest page. Raises BadCursor."""
    return moment_place(cursor)
