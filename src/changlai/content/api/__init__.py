"""Scripts for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema, Status

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
