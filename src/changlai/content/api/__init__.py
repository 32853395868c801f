"""Scripts for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.content import actions, queries
from changlai.content.actions import Wording
from changlai.content.contracts import FOLDER_LENGTH, SHORTCUT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, VARIABLES
from changlai.content.enums import Shelf
from changlai.content.models import Script

router = Router(tags=["scripts"])
ONE = "/scripts/{int:script_id}"
LINE = r"^[^\x00-\x1f\x7f]*$"
CREATED = 201
MOST_AT_ONCE = 500


class ScriptOut(Schema):
    """A script. ``is_private``: only the token's member has it. ``used_count``: how often it was put into an answer."""

    id: int
    title: str
    text: str
    shortcut: str
    folder: str
    is_private: bool
    used_count: int
    used_at: datetime | None
    changed_at: datetime

    @staticmethod
    def resolve_is_private(row: Script) -> bool:
        return row.owner_id is not None


class ScriptPage(Schema):
    """Scripts by folder and title; ``next`` is the cursor of the following page, null on the last."""

    items: list[ScriptOut]
    next: str | None


class ScriptIn(Schema):
    """A script as it should be. Its variables stand in braces; see ``/script-variables``."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
    text: str = Field(min_length=1, max_length=TEXT_LENGTH, pattern=r"^[^\x00]*$")
    shortcut: str = Field("", max_length=SHORTCUT_LENGTH, pattern=r"^[A-Za-z0-9_-]*$")
    folder: str = Field("", max_length=FOLDER_LENGTH, pattern=LINE)
    is_private: bool = False


class ScriptsIn(Schema):
    """Scripts to be kept at once."""

    scripts: list[ScriptIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ScriptProblem(Schema):
    """A script that was not kept; ``number`` is its place in the list, counted from 1."""

    number: int
    sentence: str


class ScriptsKept(Schema):
    """What became of them."""

    added: int
    changed: int
    unchanged: int
    problems: list[ScriptProblem]


class ScriptFileOut(Schema):
    """A file that goes with a script."""

    id: int
    name: str
    media_type: str
    size: int


class ScriptFileList(Schema):
    """Every file of a script."""

    items: list[ScriptFileOut]


class VariableOut(Schema):
    """Something that is filled in; ``label`` says what."""

    name: str
    label: str


class VariableList(Schema):
    """Every variable there is."""

    items: list[VariableOut]


@router.get("/scripts", response=ScriptPage, summary="List scripts")
@allowed("content.use")
def scripts(
    request: ApiRequest, cursor: str = "", shelf: Shelf = Shelf.ALL, folder: str | None = None, text: str = ""
) -> dict[str, Any]:
    """The team's and the token's member's own; ``folder`` empty is those in none."""
    place = place_of(cursor, str, str, int)
    found, after = queries.page(
        request.member, shelf=shelf, folder=_plain(folder), text=_plain(text) or "", after=place
    )
    return {"items": found, "next": cursor_of(*after) if after else None}


@router.post("/scripts", response={201: ScriptOut}, summary="Write a script")
@allowed("content.use")
def create(request: ApiRequest, given: ScriptIn) -> Status[Script]:
    """403 for a team's one without content.manage, 409 for a taken shortcut, 422 for an unknown variable."""
    return Status(CREATED, actions.create(wording=_wording(given), by=request.member, now=timezone.now()))


@router.get(ONE, response=ScriptOut, summary="One script")
@allowed("content.use")
def script(request: ApiRequest, script_id: int) -> Script:
    """404 when it does not exist or is somebody else's own."""
    return queries.get_for(request.member, script_id)


@router.put(ONE, response=ScriptOut, summary="Change a script")
@allowed("content.use")
def change(request: ApiRequest, script_id: int, given: ScriptIn) -> Script:
    """All its fields at once; refusals as for writing one."""
    held = queries.get_to_change(request.member, script_id)
    actions.change(script=held, wording=_wording(given), by=request.member, now=timezone.now())
    return held


@router.delete(ONE, response={204: None}, summary="Delete a script")
@allowed("content.use")
def remove(request: ApiRequest, script_id: int) -> Status[None]:
    """What was sent with it stays sent."""
    actions.remove(script=queries.get_to_change(request.member, script_id), by=request.member)
    return Status(204, None)


@router.post("/scripts/import", response=ScriptsKept, summary="Keep many scripts")
@allowed("content.use")
def import_scripts(request: ApiRequest, given: ScriptsIn) -> dict[str, Any]:
    """One with a known shortcut, else with a known folder and title, changes that script. Who cannot be kept is told,
    the others are kept.
    """
    rows = [(number, _wording(one)) for number, one in enumerate(given.scripts, start=1)]
    done = actions.import_scripts(rows=rows, by=request.member, now=timezone.now())
    problems = [{"number": number, "sentence": sentence} for number, sentence in done.problems]
    return {"added": done.added, "changed": done.changed, "unchanged": done.unchanged, "problems": problems}


@router.get(f"{ONE}/files", response=ScriptFileList, summary="Files of a script")
@allowed("content.use")
def script_files(request: ApiRequest, script_id: int) -> dict[str, Any]:
    """404 when the script does not exist or is somebody else's own."""
    found = queries.get_for(request.member, script_id)
    return {"items": queries.files_of([found])[found.pk]}


@router.post(f"{ONE}/files", response={201: ScriptFileList}, summary="Put a file with a script")
@allowed("content.use")
def add_file(request: ApiRequest, script_id: int, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Answers all its files; 422 beyond the most a script may have, and for a file that cannot be kept."""
    held = queries.get_to_change(request.member, script_id)
    actions.add_file(script=held, upload=file)
    return Status(CREATED, {"items": queries.files_of([held])[held.pk]})


@router.delete(f"{ONE}/files/{{int:file_id}}", response={204: None}, summary="Take a file from a script")
@allowed("content.use")
def drop_file(request: ApiRequest, script_id: int, file_id: int) -> Status[None]:
    """What was sent with it stays sent."""
    actions.drop_file(script=queries.get_to_change(request.member, script_id), file_id=file_id)
    return Status(204, None)


@router.get("/script-variables", response=VariableList, summary="List the variables of scripts")
@allowed("content.use")
def variables(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - every operation gets it
    """Written ``{customer.name}``, or with a word instead ``{customer.name|dear customer}``."""
    return {"items": [{"name": one.name, "label": str(one.label)} for one in VARIABLES]}


def _wording(given: ScriptIn) -> Wording:
    return Wording(**given.model_dump())


def _plain(text: str | None) -> str | None:
    """What no column could hold is in no script."""
    return text.replace("\x00", "") if text is not None else None
