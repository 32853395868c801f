"""What a module's ``api.py`` needs to declare its operations; ``web.api`` mounts and guards them.

    router = Router(tags=["inbox"])

    @router.get("/conversations", response=ConversationPage)
    @allowed("inbox.view")
    def conversations(request: ApiRequest, cursor: str = "") -> dict[str, object]: ...

An operation runs in the scope of its token's organisation, in one transaction; a :class:`Refusal` it raises
becomes a problem answer. Ids in paths are written ``{int:conversation_id}``.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _

from changlai.accounts.models import ApiToken, Member, Organisation
from changlai.kernel.errors import Refusal

F = TypeVar("F", bound=Callable[..., Any])
M = TypeVar("M", bound="Numbered")

ANY_MEMBER = ""  # an operation every token may call
CURSOR_LENGTH = 400
LARGEST_ID = 2**63 - 1


class ApiRequest(HttpRequest):
    """What an operation gets: whom the token acts for."""

    token: ApiToken
    member: Member
    organisation: Organisation
    body_limit: int  # bytes


class Numbered(Protocol):
    """What has an id of its own."""

    @property
    def id(self) -> int: ...


class BadCursor(Refusal):
    """A cursor is copied from the page before; nobody can make one up."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("The cursor is not one of ours. Send the value of “next” unchanged, or none for the first page."),
            rule="api.bad_cursor",
        )


def allowed(permission: str, *, body_limit: int = 0) -> Callable[[F], F]:
    """Declare the permission an operation needs. One without a declaration stops the start.

    ``body_limit`` in bytes is for operations that take many things at once; 0 is what all others take.
    """

    def mark(operation: F) -> F:
        operation.__dict__["permission"] = permission
        operation.__dict__["body_limit"] = body_limit
        return operation

    return mark


def cursor_of(*place: int | str) -> str:
    """Where the next page begins, as an opaque word. Moments go in as ISO text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, *kinds: type) -> tuple[Any, ...] | None:
    """What ``cursor_of`` was given, checked against ``kinds``; None for the first page. Raises BadCursor."""
    if not cursor:
        return None
    try:
        raw = base64.b64decode(cursor[:CURSOR_LENGTH] + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place: tuple[Any, ...] = msgspec.json.decode(raw, type=tuple[kinds])  # type: ignore[valid-type]  # at run time
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise BadCursor from None
    if not all(_fits(part) for part in place):
        raise BadCursor
    return place


def id_place(cursor: str) -> int | None:
    """The id that ``cursor_of`` was given alone; None for the first page. Raises BadCursor."""
    place = place_of(cursor, int)
    return int(place[0]) if place else None


def moment_place(cursor: str) -> tuple[datetime, int] | None:
    """The moment, as ISO text, and the id that ``cursor_of`` was given; None for the first page. Raises BadCursor."""
    place = place_of(cursor, str, int)
    return (moment_of(place[0]), place[1]) if place else None


def moment_of(text: str) -> datetime:
    """The moment in a cursor. Raises BadCursor."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise BadCursor
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCursor from None


def id_page(found: Sequence[M], limit: int, item: Callable[[M], Any] | None = None) -> dict[str, Any]:
    """A page of what is in the order of its ids, as ``items`` and ``next``, the cursor of the following page, null on
    the last: ``found`` has one more than ``limit`` when there is one. ``item`` says how each is told.
    """
    shown = found[:limit]
    return {
        "items": [item(one) for one in shown] if item else shown,
        "next": cursor_of(shown[-1].id) if len(found) > limit else None,
    }


def _fits(part: object) -> bool:
    """Whether a column could hold it; what could not was never in a cursor of ours."""
    return abs(part) <= LARGEST_ID if isinstance(part, int) else "\x00" not in str(part)
