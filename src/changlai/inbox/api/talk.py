"""Operations on what colleagues leave for each other: notes, mentions, drafts; and looking for words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed, cursor_of, place_of
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.api.schemas import MessageOut
from changlai.inbox.enums import DraftKind, Presence

ONE = "/conversations/{int:conversation_id}"
NOTE = "/notes/{int:message_id}"
CREATED = 201
TEXT = r"^[^\x00]*$"


class ConversationNoteIn(Schema):
    """A private note. Whoever's name stands behind an @ is mentioned; ``mention_ids`` names colleagues by id."""

    text: str = Field(min_length=1, max_length=20_000, pattern=TEXT)
    mention_ids: list[int] = Field([], max_length=50)


class DraftIn(Schema):
    """What is typed and not sent; empty drops it."""

    kind: DraftKind
    text: str = Field(max_length=20_000, pattern=TEXT)


class DraftsOut(Schema):
    """The token's member's drafts in a conversation, empty where there is none."""

    reply: str
    note: str


class ConversationPresenceIn(Schema):
    """What the member does there: viewing, typing (an answer), left. Say it again every 25 seconds, typing every 4."""

    state: Presence


class WatcherOut(Schema):
    """A colleague who has the conversation open; ``typing``: they are answering."""

    id: int
    name: str
    typing: bool


class WatcherList(Schema):
    """Everybody else who has it open now."""

    items: list[WatcherOut]


class HitOut(Schema):
    """A message or note that holds what was looked for."""

    message_id: int
    conversation_id: int
    customer_id: int
    text: str
    occurred_at: datetime


class HitPage(Schema):
    """The latest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[HitOut]
    next: str | None


@router.post(f"{ONE}/notes", response={201: MessageOut}, summary="Write a private note")
@allowed("inbox.note")
def write_note(request: ApiRequest, conversation_id: int, given: ConversationNoteIn) -> Status[MessageOut]:
    """It never leaves the house. 422 ``cannot_mention`` for a colleague who may not see the conversation."""
    held = queries.get_to(request.member, "inbox.note", conversation_id)
    note = actions.write_note(
        conversation=held, text=given.text, mentions=given.mention_ids, by=request.member, now=timezone.now()
    )
    return Status(CREATED, MessageOut.of(note))


@router.put(NOTE, response=MessageOut, summary="Change a private note")
@allowed("inbox.note")
def change_note(request: ApiRequest, message_id: int, given: ConversationNoteIn) -> MessageOut:
    """Only one's own; 404 for others'. Its files stay."""
    note = queries.note_of(request.member, message_id)
    changed = actions.edit_note(
        note=note, text=given.text, mentions=given.mention_ids, by=request.member, now=timezone.now()
    )
    return MessageOut.of(changed)


@router.delete(NOTE, response={204: None}, summary="Delete a private note")
@allowed("inbox.note")
def delete_note(request: ApiRequest, message_id: int) -> Status[None]:
    """Only one's own. A line stays that there was one."""
    actions.delete_note(note=queries.note_of(request.member, message_id), by=request.member, now=timezone.now())
    return Status(204, None)


@router.get(f"{ONE}/drafts", response=DraftsOut, summary="One's drafts in a conversation")
@allowed("inbox.view")
def drafts(request: ApiRequest, conversation_id: int) -> dict[str, str]:
    """As the composer shows them."""
    kept = queries.drafts(request.member, queries.get_for(request.member, conversation_id))
    return {str(kind): kept.get(kind, "") for kind in DraftKind}


@router.put(f"{ONE}/drafts", response={204: None}, summary="Keep a draft")
@allowed("inbox.view")
def keep_draft(request: ApiRequest, conversation_id: int, given: DraftIn) -> Status[None]:
    """It goes with the answer or the note; an empty one is dropped."""
    held = queries.get_for(request.member, conversation_id)
    actions.keep_draft(conversation=held, member=request.member, kind=given.kind, text=given.text, now=timezone.now())
    return Status(204, None)


@router.get(f"{ONE}/presence", response=WatcherList, summary="Who has a conversation open")
@allowed("inbox.view")
def watchers(request: ApiRequest, conversation_id: int) -> dict[str, Any]:
    """The token's member not among them."""
    held, now = queries.get_for(request.member, conversation_id), timezone.now()
    found = queries.others_here(held, request.member, now)
    return {
        "items": [
            {"id": one.member_id, "name": one.member.name, "typing": queries.is_typing(one, now)} for one in found
        ]
    }


@router.put(f"{ONE}/presence", response={204: None}, summary="Say that a member has it open")
@allowed("inbox.view")
def be_present(request: ApiRequest, conversation_id: int, given: ConversationPresenceIn) -> Status[None]:
    """Forgotten after a minute without a word."""
    held = queries.get_for(request.member, conversation_id)
    actions.be_present(conversation=held, member=request.member, presence=given.state, now=timezone.now())
    return Status(204, None)


@router.get("/messages", response=HitPage, summary="Find messages")
@allowed("inbox.view")
def find(request: ApiRequest, text: str, cursor: str = "") -> dict[str, Any]:
    """Messages and notes within sight that hold every word of ``text``; words of two characters and more."""
    place = place_of(cursor, int)
    found = queries.look_for(request.member, text[:100].replace("\x00", ""), before=place[0] if place else 0)
    items = [
        {
            "message_id": one.pk,
            "conversation_id": one.conversation_id,
            "customer_id": one.conversation.customer_id,
            "text": one.text,
            "occurred_at": one.occurred_at,
        }
        for one in found.messages
    ]
    return {"items": items, "next": cursor_of(found.before) if found.before else None}
