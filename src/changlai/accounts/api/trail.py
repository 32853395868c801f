"""The audit log for programs."""

from datetime import UTC, datetime
from typing import Any

from ninja import Query, Schema

from changlai.accounts import queries
from changlai.accounts.api.routing import router
from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of


class ChangeOut(Schema):
    """What was changed, and how, in words."""

    name: str
    difference: str


class LineOut(Schema):
    """One deed. Nobody can alter it."""

    id: int
    at: datetime
    who: str
    deed: str
    label: str
    changes: list[ChangeOut]
    ip: str
    request_id: str


class TrailPage(Schema):
    """Deeds, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[LineOut]
    next: str | None


class TrailFilter(Schema):
    """``action`` is a slug or the beginning of several, such as accounts.role; times are with their zone."""

    member_id: int = 0
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None
    text: str = ""
    cursor: str = ""


@router.get("/audit", response=TrailPage, summary="Read the audit log")
@allowed("audit.view")
def audit(request: ApiRequest, wanted: Query[TrailFilter]) -> dict[str, Any]:  # noqa: ARG001 - every operation gets it
    """Filtered by who, what, when, and a part of the name of what it was done to."""
    place = place_of(wanted.cursor, int)
    chosen = queries.Wanted(wanted.member_id, wanted.action, _aware(wanted.since), _aware(wanted.before), wanted.text)
    page = queries.trail(chosen, below=place[0] if place else None)
    return {"items": [_line(line) for line in page.lines], "next": cursor_of(page.next) if page.next else None}


def _line(line: queries.Line) -> dict[str, Any]:
    names = ("id", "at", "who", "deed", "label", "ip", "request_id")
    changes = [{"name": name, "difference": difference} for name, difference in line.changes]
    return {name: getattr(line, name) for name in names} | {"changes": changes}


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
