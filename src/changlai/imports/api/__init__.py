"""Imports for programs: the same steps, rules and refusals as on screen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, id_page, id_place, place_of
from changlai.imports import actions, outgoing, parts, queries
from changlai.imports.api.schemas import (
    ImportCellIn,
    ImportChoiceIn,
    ImportColumnOut,
    ImportKindIn,
    ImportMappingIn,
    ImportOut,
    ImportPage,
    ImportReadingIn,
    ImportRowOut,
    ImportRowPage,
)
from changlai.imports.enums import RowView
from changlai.imports.models import ImportRow, ImportRun
from changlai.imports.responses import csv_response

router = Router(tags=["imports"])
ONE = "/imports/{int:import_id}"
MAY = "customers.import"


@router.get("/import-columns", response=list[ImportColumnOut], summary="What columns of a table may be")
@allowed(MAY)
def columns(request: ApiRequest, kind: str = "customer") -> Sequence[Any]:  # noqa: ARG001 - the shape of an operation
    """Own fields among them; none for a kind that no table can be about."""
    return parts.columns(kind) if kind in parts.kinds() else []


@router.get("/imports", response=ImportPage, summary="List imports")
@allowed(MAY)
def imports(request: ApiRequest, cursor: str = "") -> dict[str, Any]:
    """Of the token's member: rows hold phone numbers in full."""
    return id_page(queries.latest(request.member, before=id_place(cursor)), queries.RUNS)


@router.post("/imports", response={201: ImportOut}, summary="Send a table")
@allowed(MAY)
def upload(
    request: ApiRequest,
    file: File[UploadedFile],
    given: Form[ImportKindIn],
) -> Status[ImportRun]:
    """XLSX or CSV. It is read in the background: ask for it until its state is ``mapping``."""
    made = actions.begin(
        kind=given.kind,
        content=file,
        name=file.name or "",
        declared_type=file.content_type or "",
        by=request.member,
        now=timezone.now(),
    )
    return Status(201, made)


@router.get(ONE, response=ImportOut, summary="One import")
@allowed(MAY)
def one(request: ApiRequest, import_id: int) -> ImportRun:
    return queries.get_for(request.member, import_id)


@router.put(f"{ONE}/reading", response=ImportOut, summary="Read the file another way")
@allowed(MAY)
def read_again(request: ApiRequest, import_id: int, given: ImportReadingIn) -> ImportRun:
    """409 ``imports.not_now`` once the columns are settled."""
    found = queries.get_for(request.member, import_id)
    actions.read_again(run=found, wanted=given.dict())
    return queries.get_for(request.member, import_id)


@router.put(f"{ONE}/mapping", response=ImportOut, summary="Say what the columns are")
@allowed(MAY)
def settle(request: ApiRequest, import_id: int, given: ImportMappingIn) -> ImportRun:
    """Every row is then checked in the background, until the state is ``preview``. 422 ``imports.bad_mapping``."""
    actions.settle(
        run=queries.get_for(request.member, import_id),
        mapping=given.mapping,
        source=given.source,
        basis=given.basis,
        on_twin=given.on_twin,
        template=given.template,
        by=request.member,
        now=timezone.now(),
    )
    return queries.get_for(request.member, import_id)


@router.get(f"{ONE}/rows", response=ImportRowPage, summary="Rows of an import")
@allowed(MAY)
def rows(request: ApiRequest, import_id: int, view: RowView = RowView.ALL, cursor: str = "") -> dict[str, Any]:
    """``view`` is a state of rows, or ``all``."""
    place = place_of(cursor, int)
    after = min(place[0], 2**31 - 1) if place else 0
    run = queries.get_for(request.member, import_id)
    found = actions.reworded(run, queries.page(run, view=view, after=after, limit=100))
    return {"items": found[:100], "next": cursor_of(found[99].number) if len(found) > 100 else None}  # noqa: PLR2004


@router.put(f"{ONE}/rows/{{int:number}}/cells", response=ImportRowOut, summary="Mend a cell")
@allowed(MAY)
def mend(request: ApiRequest, import_id: int, number: int, given: ImportCellIn) -> ImportRow:
    """The row is checked again. 409 ``imports.not_now`` once it is written."""
    found = queries.get_for(request.member, import_id)
    return actions.edit_cell(run=found, number=number, place=given.place, text=given.text)[0]


@router.put(f"{ONE}/rows/{{int:number}}/choice", response=ImportRowOut, summary="Decide about a duplicate")
@allowed(MAY)
def choose(request: ApiRequest, import_id: int, number: int, given: ImportChoiceIn) -> ImportRow:
    found = queries.get_for(request.member, import_id)
    return actions.choose(run=found, number=number, choice=given.choice)


@router.put(f"{ONE}/choice", response=ImportOut, summary="Decide about all duplicates")
@allowed(MAY)
def choose_for_all(request: ApiRequest, import_id: int, given: ImportChoiceIn) -> ImportRun:
    """What was decided about single rows before is forgotten."""
    actions.choose_for_all(run=queries.get_for(request.member, import_id), choice=given.choice)
    return queries.get_for(request.member, import_id)


@router.post(f"{ONE}/start", response=ImportOut, summary="Write what is ready")
@allowed(MAY)
def start(request: ApiRequest, import_id: int) -> ImportRun:
    """Rows with mistakes wait. Follow the state until it is ``finished``. 422 ``imports.nothing_to_import``."""
    actions.start(run=queries.get_for(request.member, import_id), by=request.member, now=timezone.now())
    return queries.get_for(request.member, import_id)


@router.post(f"{ONE}/cancellation", response=ImportOut, summary="Stop an import")
@allowed(MAY)
def cancel(request: ApiRequest, import_id: int) -> ImportRun:
    """What is written stays; starting again goes on with the rest. While rows are checked, it asks for the columns."""
    actions.cancel(run=queries.get_for(request.member, import_id), by=request.member, now=timezone.now())
    return queries.get_for(request.member, import_id)


@router.post(f"{ONE}/attempts", response=ImportOut, summary="Go on after a standstill")
@allowed(MAY)
def try_again(request: ApiRequest, import_id: int) -> ImportRun:
    actions.try_again(run=queries.get_for(request.member, import_id))
    return queries.get_for(request.member, import_id)


@router.post(f"{ONE}/undo", response=ImportOut, summary="Take back what an import made")
@allowed(MAY)
def undo(request: ApiRequest, import_id: int) -> ImportRun:
    """Records that were used since stay; their rows say why. Follow the state until it is ``undone``."""
    actions.undo(run=queries.get_for(request.member, import_id), by=request.member, now=timezone.now())
    return queries.get_for(request.member, import_id)


@router.get(f"{ONE}/failures", summary="Rows that are not in, as CSV")
@allowed(MAY)
def failures(request: ApiRequest, import_id: int) -> HttpResponse:
    """The columns of the file and the reason of each row; it can be mended and sent again."""
    found = queries.get_for(request.member, import_id)
    actions.note_fetched(run=found, by=request.member)
    return csv_response(outgoing.failed_lines(found), f"import-{found.pk}-failed.csv")


@router.delete(ONE, response={204: None}, summary="Throw an import away")
@allowed(MAY)
def remove(request: ApiRequest, import_id: int) -> Status[None]:
    """Before it has written anything. 409 ``imports.not_now`` afterwards."""
    actions.remove(run=queries.get_for(request.member, import_id), by=request.member)
    return Status(204, None)


@router.delete("/import-templates/{int:template_id}", response={204: None}, summary="Drop a template")
@allowed(MAY)
def drop_template(request: ApiRequest, template_id: int) -> Status[None]:
    actions.drop_template(template=queries.template_of(request.member, template_id), by=request.member)
    return Status(204, None)
