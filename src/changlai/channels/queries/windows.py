"""Since when an account may write to somebody, by what they did there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from changlai.channels.models import Account, WindowTouch
from changlai.channels.queries.accounts import product_of


@dataclass(frozen=True, slots=True)
class Opening:
    """``touched_at`` is when somebody opened the reply window without a word, ``how`` says what they did; ``has_left``:
    they shut it since they wrote last.
    """

    touched_at: datetime | None = None
    how: Any = ""
    has_left: bool = False


def opening(account: Account, person: str, written_at: datetime | None) -> Opening:
    """How somebody, as the platform names them, last opened or shut the reply window after they wrote last; one
    statement, and none where only writing opens it.
    """
    window = product_of(account).window
    if window is None or not person or not (window.opened_by or window.closed_by):
        return Opening()
    touch = WindowTouch.objects.filter(account=account, person=person).first()
    if touch is None or (written_at is not None and touch.at <= written_at):
        return Opening()
    if not touch.is_open:
        return Opening(has_left=True)
    return Opening(touch.at, window.opened_by.get(touch.kind, ""))
