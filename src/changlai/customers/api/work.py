"""Notes and collaborators of customers, for programs."""

from datetime import date, datetime
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from pydantic import AwareDatetime

from changlai.accounts import queries as accounts
from changlai.accounts.operations import ApiRequest, allowed, id_page, id_place
from changlai.customers import actions, queries, wording
from changlai.customers.actions import FollowUp
from changlai.customers.api.routing import router
from changlai.customers.enums import FollowUpKind
from changlai.customers.errors import NotYours
from changlai.customers.models import Collaborator, Note

ONE = "/customers/{int:customer_id}"
NOTE = f"{ONE}/notes/{{int:note_id}}"


class FileOut(Schema):
    """A file of a note; ``size`` in bytes."""

    id: int
    name: str
    size: int


class NoteOut(Schema):
    """A note, or a follow-up. ``member_id`` is who wrote it, null when they are gone. ``kind`` is note, call, visit or
    talk; ``happened_at``, ``seconds`` and ``outcome`` are a follow-up's.
    """

    id: int
    kind: str
    happened_at: datetime | None
    seconds: int | None
    outcome: str
    text: str
    member_id: int | None
    is_pinned: bool
    written_at: datetime
    edited_at: datetime | None
    files: list[FileOut]


class NotePage(Schema):
    """Notes, the latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[NoteOut]
    next: str | None


class NoteIn(Schema):
    """The text of a note; @ and a colleague's name mentions them."""

    text: str = Field(min_length=1, max_length=4000)


class FollowUpIn(Schema):
    """How somebody kept in touch with a customer. ``kind`` is call, visit or talk (elsewhere); ``seconds`` how long it
    took; ``outcome`` a slug of GET /follow-up-outcomes. ``next_on`` makes a task for the token's member on that day.
    """

    kind: Literal["call", "visit", "talk"]
    happened_at: AwareDatetime
    seconds: int | None = Field(None, ge=0, le=86_400)
    outcome: str = Field("", max_length=20)
    text: str = Field("", max_length=4000)
    next_on: date | None = None


class FollowUpFactsIn(Schema):
    """What may be changed of a follow-up."""

    text: str = Field("", max_length=4000)
    seconds: int | None = Field(None, ge=0, le=86_400)
    outcome: str = Field("", max_length=20)


class PinIn(Schema):
    """Whether the note stands above the timeline."""

    is_pinned: bool


class CollaboratorOut(Schema):
    """Who works on a customer beside the owner."""

    member_id: int
    name: str
    can_write: bool
    added_at: datetime


class CollaboratorIn(Schema):
    """Whether the colleague may change the customer too."""

    can_write: bool = False


@router.get(f"{ONE}/notes", response=NotePage, summary="A customer's notes")
@allowed("customers.view")
def notes(request: ApiRequest, customer_id: int, cursor: str = "") -> dict[str, Any]:
    """The latest first; pinned ones are marked."""
    found = queries.get_for(request.member, customer_id)
    return id_page(queries.notes(found, below=id_place(cursor)), queries.NOTES, _note)


@router.post(f"{ONE}/notes", response={201: NoteOut}, summary="Write a note")
@allowed("customers.edit")
def write(request: ApiRequest, customer_id: int, body: NoteIn) -> Status[dict[str, Any]]:
    """Put a note on the customer's timeline."""
    found = queries.get_to_edit(request.member, customer_id)
    made = actions.write_note(customer=found, text=body.text, by=request.member, now=timezone.now())
    return Status(201, _note(made))


@router.post(f"{ONE}/follow-ups", response={201: NoteOut}, summary="Log a follow-up")
@allowed("customers.edit")
def log(request: ApiRequest, customer_id: int, body: FollowUpIn) -> Status[dict[str, Any]]:
    """It stands on the timeline where it happened, and is changed and deleted as a note. 422 ``customers.not_yet``,
    ``customers.unknown_outcome``.
    """
    found = queries.get_to_edit(request.member, customer_id)
    title = _("Follow up %(name)s") % {"name": wording.name_of(found.name)}
    told = FollowUp(
        FollowUpKind(body.kind),
        body.happened_at,
        body.seconds,
        body.outcome,
        body.next_on,
        title if body.next_on else "",
    )
    made = actions.log_follow_up(customer=found, follow_up=told, text=body.text, by=request.member, now=timezone.now())
    return Status(201, _note(made))


@router.put(f"{ONE}/follow-ups/{{int:note_id}}", response=NoteOut, summary="Change a follow-up")
@allowed("customers.edit")
def edit_follow_up(request: ApiRequest, customer_id: int, note_id: int, body: FollowUpFactsIn) -> dict[str, Any]:
    """Only who logged it may: 403 ``customers.note_not_yours``."""
    held = _own(request, customer_id, note_id)
    actions.edit_note(
        note=held,
        text=body.text,
        by=request.member,
        now=timezone.now(),
        seconds=body.seconds,
        outcome=body.outcome,
    )
    return _note(held)


@router.put(NOTE, response=NoteOut, summary="Change a note")
@allowed("customers.edit")
def edit(request: ApiRequest, customer_id: int, note_id: int, body: NoteIn) -> dict[str, Any]:
    """Only who wrote it may: 403 ``customers.note_not_yours``."""
    held = _own(request, customer_id, note_id)
    actions.edit_note(note=held, text=body.text, by=request.member, now=timezone.now())
    return _note(held)


@router.put(f"{NOTE}/pin", response=NoteOut, summary="Pin a note")
@allowed("customers.edit")
def pin(request: ApiRequest, customer_id: int, note_id: int, body: PinIn) -> dict[str, Any]:
    """A pinned note stands above the timeline."""
    held = queries.note_of(queries.get_to_edit(request.member, customer_id), note_id)
    actions.pin_note(note=held, is_pinned=body.is_pinned, by=request.member)
    return _note(held)


@router.delete(NOTE, response={204: None}, summary="Delete a note")
@allowed("customers.edit")
def delete(request: ApiRequest, customer_id: int, note_id: int) -> Status[None]:
    """Only who wrote it may: 403 ``customers.note_not_yours``."""
    actions.delete_note(note=_own(request, customer_id, note_id), by=request.member)
    return Status(204, None)


@router.get(f"{ONE}/collaborators", response=list[CollaboratorOut], summary="Who works on a customer")
@allowed("customers.view")
def collaborators(request: ApiRequest, customer_id: int) -> list[dict[str, Any]]:
    """Beside the owner, by name."""
    found = queries.get_for(request.member, customer_id)
    return [_collaborator(one) for one in queries.collaborators(found)]


@router.put(f"{ONE}/collaborators/{{int:member_id}}", response=list[CollaboratorOut], summary="Add a collaborator")
@allowed("customers.edit")
def add(request: ApiRequest, customer_id: int, member_id: int, body: CollaboratorIn) -> list[dict[str, Any]]:
    """The same colleague again changes the right only; the owner is none. 422 ``customers.cannot_own``."""
    found = queries.get_to_edit(request.member, customer_id)
    member = accounts.get_for(request.member, member_id)
    actions.add_collaborator(
        customer=found, member=member, can_write=body.can_write, by=request.member, now=timezone.now()
    )
    return [_collaborator(one) for one in queries.collaborators(found)]


@router.delete(f"{ONE}/collaborators/{{int:member_id}}", response={204: None}, summary="Remove a collaborator")
@allowed("customers.edit")
def remove(request: ApiRequest, customer_id: int, member_id: int) -> Status[None]:
    """Somebody who was none is fine too."""
    found = queries.get_to_edit(request.member, customer_id)
    member = accounts.get_for(request.member, member_id)
    actions.remove_collaborator(customer=found, member=member, by=request.member, now=timezone.now())
    return Status(204, None)


def _own(request: ApiRequest, customer_id: int, note_id: int) -> Note:
    held = queries.note_of(queries.get_to_edit(request.member, customer_id), note_id)
    if not queries.owns_note(request.member, held):
        raise NotYours
    return held


def _note(note: Note) -> dict[str, Any]:
    fields = (
        "id",
        "text",
        "member_id",
        "is_pinned",
        "written_at",
        "edited_at",
        "kind",
        "happened_at",
        "seconds",
        "outcome",
    )
    files = [{"id": one.file_id, "name": one.file.name, "size": one.file.size} for one in note.files.all()]
    return {name: getattr(note, name) for name in fields} | {"files": files}


def _collaborator(one: Collaborator) -> dict[str, Any]:
    return {
        "member_id": one.member_id,
        "name": one.member.name,
        "can_write": one.can_write,
        "added_at": one.added_at,
    }
