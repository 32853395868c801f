"""Counting the board again, for programs."""

from datetime import date, datetime

from django.utils import timezone
from ninja import Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.kernel.sentences import error_in_words
from changlai.listening import actions, queries
from changlai.listening.api.routing import router
from changlai.listening.models import Recount


class BoardRecountOut(Schema):
    """A count of everything from ``first_on`` to ``last_on`` (null: nothing was ever heard); ``done_on`` is how far it
    is. ``mentions``, ``aspects`` and ``words`` are sums that were wrong and are right now; ``error``: why it was given
    up, in words.
    """

    id: int
    by_id: int | None
    asked_at: datetime
    ended_at: datetime | None
    first_on: date | None
    last_on: date | None
    done_on: date | None
    mentions: int
    aspects: int
    words: int
    error: str

    @staticmethod
    def resolve_error(one: Recount) -> str:
        """In the language of who asks."""
        return error_in_words(one.error) if one.error else ""


@router.get("/listening/recounts", response=list[BoardRecountOut], summary="List the board's latest recounts")
@allowed("listening.sources")
def recounts(request: ApiRequest) -> list[Recount]:
    """The latest first; of one under way ``ended_at`` is null."""
    return queries.recounts(request.member)


@router.post("/listening/recounts", response={201: BoardRecountOut}, summary="Count the board again")
@allowed("listening.sources")
def recount(request: ApiRequest) -> Status[Recount]:
    """What differs from the mentions is put right, and said. 409 while a count is under way."""
    return Status(201, actions.order_recount(by=request.member, now=timezone.now()))
