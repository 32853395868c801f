"""The audit log for programs."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Query, Schema, Status

from changlai.accounts import actions, queries
from changlai.accounts.api.routing import router
from changlai.accounts.enums import ExportState
from changlai.accounts.models import TrailExport
from changlai.accounts.operations import LARGEST_ID, ApiRequest, allowed, cursor_of, place_of
from changlai.accounts.trail_file import trail_file
from changlai.kernel.sentences import error_in_words

EXPORT = "/audit/exports/{int:export_id}"
PLAIN = r"^[^\x00]*$"


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


class TrailExportIn(Schema):
    """What the file holds, as in TrailFilter; empty for everything, 1,000,000 lines at most."""

    member_id: int = Field(default=0, ge=0, le=LARGEST_ID)
    action: str = Field(default="", max_length=80, pattern=PLAIN)
    since: datetime | None = None
    before: datetime | None = None
    text: str = Field(default="", max_length=100, pattern=PLAIN)


class TrailExportOut(Schema):
    """A file of the audit log. ``total_count`` is null until the lines were counted; the file can be fetched from
    ``ended_at`` until ``expires_at``. ``error`` says why one failed, in the caller's language.
    """

    id: int
    state: ExportState
    total_count: int | None
    done_count: int
    began_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    error: str

    @staticmethod
    def resolve_error(export: TrailExport) -> str:
        return error_in_words(export.error) if export.error else ""


class TrailExportList(Schema):
    """The latest first."""

    items: list[TrailExportOut]


@router.get("/audit", response=TrailPage, summary="Read the audit log")
@allowed("audit.view")
def audit(request: ApiRequest, wanted: Query[TrailFilter]) -> dict[str, Any]:  # noqa: ARG001 - every operation gets it
    """Filtered by who, what, when, and a part of the name of what it was done to."""
    place = place_of(wanted.cursor, int)
    chosen = queries.Wanted(wanted.member_id, wanted.action, _aware(wanted.since), _aware(wanted.before), wanted.text)
    page = queries.trail(chosen, below=place[0] if place else None)
    return {"items": [_line(line) for line in page.lines], "next": cursor_of(page.next) if page.next else None}


@router.get("/audit/exports", response=TrailExportList, summary="List exports of the audit log")
@allowed("audit.view")
def exports(request: ApiRequest) -> dict[str, Any]:
    """One's own."""
    return {"items": queries.trail_exports(request.member)}


@router.post("/audit/exports", response={201: TrailExportOut}, summary="Export the audit log")
@allowed("audit.view")
def export(request: ApiRequest, body: TrailExportIn) -> Status[TrailExport]:
    """The file is written in the background: ask for it again until it is done. 409 while another is under way."""
    wanted = queries.Wanted(body.member_id, body.action, _aware(body.since), _aware(body.before), body.text)
    return Status(201, actions.begin_export(wanted=wanted, by=request.member, now=timezone.now()))


@router.get(EXPORT, response=TrailExportOut, summary="How far an export of the audit log is")
@allowed("audit.view")
def one_export(request: ApiRequest, export_id: int) -> TrailExport:
    """Only one's own."""
    return queries.trail_export(request.member, export_id)


@router.delete(EXPORT, response={204: None}, summary="Stop an export of the audit log")
@allowed("audit.view")
def stop_export(request: ApiRequest, export_id: int) -> Status[None]:
    """Nothing of it is kept. 409 when it has ended."""
    actions.stop_export(export=queries.trail_export(request.member, export_id), now=timezone.now())
    return Status(204, None)


@router.post(f"{EXPORT}/retry", response=TrailExportOut, summary="Let a failed export of the audit log go on")
@allowed("audit.view")
def retry_export(request: ApiRequest, export_id: int) -> TrailExport:
    """It goes on where it was. 409 when it has not failed, or another one is under way."""
    actions.retry_export(export=queries.trail_export(request.member, export_id))
    return queries.trail_export(request.member, export_id)


@router.get(f"{EXPORT}/file", summary="Fetch an export of the audit log")
@allowed("audit.view")
def export_file(request: ApiRequest, export_id: int) -> HttpResponse:
    """A CSV file; who fetched it is written down. 410 when there is none, or not any more."""
    export = queries.trail_export(request.member, export_id)
    file_ids = actions.fetch_export(export=export, by=request.member, now=timezone.now())
    return trail_file(request.organisation, export, file_ids)


def _line(line: queries.Line) -> dict[str, Any]:
    names = ("id", "at", "who", "deed", "label", "ip", "request_id")
    changes = [{"name": name, "difference": difference} for name, difference in line.changes]
    return {name: getattr(line, name) for name in names} | {"changes": changes}


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
