"""Operations on messages: reading, answering, files."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from ninja import Field, File, Schema, Status
from ninja.files import UploadedFile

from changlai.accounts.operations import ApiRequest, allowed, cursor_of
from changlai.channels.enums import ContentKind
from changlai.compliance import queries as gate
from changlai.inbox import actions, queries
from changlai.inbox.api.routing import router
from changlai.inbox.api.schemas import MessageOut, MessagePage, ReplyIn
from changlai.inbox.attachments import stored
from changlai.inbox.cursors import message_place
from changlai.kernel import files

CREATED = 201


@router.get("/conversations/{int:conversation_id}/messages", response=MessagePage, summary="List messages")
@allowed("inbox.view")
def messages(request: ApiRequest, conversation_id: int, cursor: str = "") -> dict[str, Any]:
    """The latest page first; within a page in reading order."""
    held = queries.get_for(request.member, conversation_id)
    found, has_more = queries.thread(held, before=message_place(cursor))
    earlier = cursor_of(found[0].occurred_at.isoformat(), found[0].pk) if has_more else None
    return {"items": [MessageOut.of(message) for message in found], "next": earlier}


@router.post("/conversations/{int:conversation_id}/messages", response={201: MessageOut}, summary="Answer in words")
@allowed("inbox.reply")
def reply(request: ApiRequest, conversation_id: int, given: ReplyIn) -> Status[MessageOut]:
    """Queue a text. What the gate refuses answers 422 with its ``rule`` and sentence, and is recorded.

    ``cc`` counts where people write letters: who else gets it; left out, those who got the one it answers.
    """
    held = queries.get_to(request.member, "inbox.reply", conversation_id)
    cc = None if given.cc is None else ", ".join(given.cc)
    answer = actions.Given(given.text, (), given.after_message_id, cc)
    [message] = actions.give(conversation=held, given=answer, by=request.member, now=timezone.now())
    return Status(CREATED, MessageOut.of(message))


class TextIn(Schema):
    """A text as it would be sent."""

    text: str = Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")


class CheckOut(Schema):
    """What the gate would say to it now. ``rule`` and ``sentence`` say why not; ``warnings`` what to think about."""

    allowed: bool
    rule: str
    sentence: str
    still_allowed: str
    warnings: list[str]


@router.post("/conversations/{int:conversation_id}/checks", response=CheckOut, summary="Ask whether a text may leave")
@allowed("inbox.reply")
def check(request: ApiRequest, conversation_id: int, given: TextIn) -> CheckOut:
    """Nothing is sent and nothing recorded. Words to be careful with are warnings: the text may leave."""
    held = queries.get_to(request.member, "inbox.reply", conversation_id)
    asked = actions.send_request(held, kind=ContentKind.TEXT, text=given.text, now=timezone.now())
    decision = gate.may_contact(asked)
    return CheckOut(
        allowed=decision.allowed,
        rule=decision.rule,
        sentence=str(decision.sentence),
        still_allowed=str(decision.still_allowed),
        warnings=[str(one) for one in decision.warnings],
    )


@router.post("/conversations/{int:conversation_id}/files", response={201: MessageOut}, summary="Answer with a file")
@allowed("inbox.reply")
def reply_with_file(request: ApiRequest, conversation_id: int, file: File[UploadedFile]) -> Status[MessageOut]:
    """Send ``multipart/form-data`` with one field ``file``. A picture goes as a picture, the rest as a file."""
    held = queries.get_to(request.member, "inbox.reply", conversation_id)
    [message] = actions.answer(conversation=held, text="", uploads=[file], by=request.member, now=timezone.now())
    return Status(CREATED, MessageOut.of(message))


@router.post("/messages/{int:message_id}/attempts", response=MessageOut, summary="Send a message again")
@allowed("inbox.reply")
def attempt(request: ApiRequest, message_id: int) -> MessageOut:
    """For one that is failed with ``can_retry``, or unknown: then the customer may get it twice. 409 otherwise."""
    message = queries.message_for(request.member, message_id)
    queries.get_to(request.member, "inbox.reply", message.conversation_id)
    actions.retry(message=message, by=request.member, now=timezone.now())
    return MessageOut.of(queries.message_for(request.member, message_id))


@router.post("/messages/{int:message_id}/recall", response=MessageOut, summary="Take a message back")
@allowed("inbox.reply")
def recall(request: ApiRequest, message_id: int) -> MessageOut:
    """An answer of the token's own member, where the channel can, within minutes; 409 otherwise.

    The customer sees that there was one, but not what it said.
    """
    message = queries.message_for(request.member, message_id)
    queries.get_to(request.member, "inbox.reply", message.conversation_id)
    actions.recall(message=message, by=request.member, now=timezone.now())
    return MessageOut.of(queries.message_for(request.member, message_id))


@router.get("/messages/{int:message_id}", response=MessageOut, summary="One message")
@allowed("inbox.view")
def message(request: ApiRequest, message_id: int) -> MessageOut:
    """For instance to see what became of an answer."""
    return MessageOut.of(queries.message_for(request.member, message_id))


@router.get("/messages/{int:message_id}/attachments/{int:number}", summary="A file of a message")
@allowed("inbox.view")
def attachment(request: ApiRequest, message_id: int, number: int) -> HttpResponseBase:
    """The bytes. Knows ``If-None-Match`` and one ``Range``."""
    file = stored(queries.message_for(request.member, message_id), number)
    return files.response(request, file, download=True)
