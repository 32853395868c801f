"""Lists as files, for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.enums import ExportState
from changlai.accounts.operations import ANY_MEMBER, LARGEST_ID, ApiRequest, allowed
from changlai.kernel import files
from changlai.kernel.sentences import error_in_words
from changlai.records import actions, queries
from changlai.records.actions import Wish
from changlai.records.api.routing import router
from changlai.records.enums import SheetFormat
from changlai.records.models import ListExport

EXPORTS = "/exports"
EXPORT = f"{EXPORTS}/{{int:export_id}}"
TAGS = ["exports"]


class ListExportIn(Schema):
    """Which list: all that ``filter`` means (a tree of the filter language), or only ``ids``, 10,000 of them at most.

    ``columns`` are paths of attributes, ``order`` is one of them, "-" in front for the largest on top; empty for those
    of the kind.
    """

    kind: str = Field(max_length=40, pattern="^[a-z_]+$")
    format: SheetFormat = SheetFormat.CSV
    filter: dict[str, Any] | None = None
    ids: list[int] | None = Field(None, min_length=1, max_length=10_000)
    columns: list[str] = Field([], max_length=100)
    order: str = Field("", max_length=80)


class ListExportOut(Schema):
    """A list as a file. ``total_count`` is null until the records were counted; the file can be fetched from
    ``ended_at`` until ``expires_at``. ``error`` says why one failed, in the caller's language.
    """

    id: int
    kind: str
    format: SheetFormat
    state: ExportState
    total_count: int | None
    done_count: int
    left_out_count: int
    written_count: int
    began_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    error: str

    @staticmethod
    def resolve_error(export: ListExport) -> str:
        return error_in_words(export.error) if export.error else ""


class ListExportList(Schema):
    """The latest first."""

    items: list[ListExportOut]


@router.get(EXPORTS, response=ListExportList, summary="List exports of lists", tags=TAGS)
@allowed(ANY_MEMBER)
def exports(request: ApiRequest) -> dict[str, Any]:
    """One's own."""
    return {"items": queries.exports(request.member)}


@router.post(EXPORTS, response={201: ListExportOut}, summary="Export a list", tags=TAGS)
@allowed(ANY_MEMBER)
def begin(request: ApiRequest, body: ListExportIn) -> Status[ListExport]:
    """The file is made in the background: ask for it again until it is done. 403 ``records.cannot_export``; 409 while
    another one is being made.
    """
    ids = None if body.ids is None else [one for one in body.ids if 0 < one <= LARGEST_ID]
    wish = Wish(body.kind, body.format, body.filter, ids, body.columns, body.order)
    return Status(201, actions.begin_list_export(wish, by=request.member, now=timezone.now()))


@router.get(EXPORT, response=ListExportOut, summary="How far an export of a list is", tags=TAGS)
@allowed(ANY_MEMBER)
def one_export(request: ApiRequest, export_id: int) -> ListExport:
    """Only one's own."""
    return queries.export_for(request.member, export_id)


@router.delete(EXPORT, response={204: None}, summary="Stop an export of a list", tags=TAGS)
@allowed(ANY_MEMBER)
def stop(request: ApiRequest, export_id: int) -> Status[None]:
    """Nothing of it is kept. 409 when it has ended."""
    actions.stop_list_export(export=queries.export_for(request.member, export_id), now=timezone.now())
    return Status(204, None)


@router.post(f"{EXPORT}/retry", response=ListExportOut, summary="Let a failed export of a list go on", tags=TAGS)
@allowed(ANY_MEMBER)
def retry(request: ApiRequest, export_id: int) -> ListExport:
    """It goes on where it was. 409 when it has not failed, or another one is being made."""
    actions.retry_list_export(export=queries.export_for(request.member, export_id))
    return queries.export_for(request.member, export_id)


@router.get(f"{EXPORT}/file", summary="Fetch an export of a list", tags=TAGS)
@allowed(ANY_MEMBER)
def export_file(request: ApiRequest, export_id: int) -> HttpResponse:
    """CSV or XLSX; who fetched it is written down. 410 when there is none, or not any more."""
    export = queries.export_for(request.member, export_id)
    stored = actions.fetch_list_export(export=export, by=request.member, now=timezone.now())
    response: Any = files.response(request, stored, download=True)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[no-any-return]  # what doors do with an answer, a streaming one bears too
