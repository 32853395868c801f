"""Answering a customer: through the one gate, out of the one door."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import F

from changlai.accounts.models import Member
from changlai.channels import outbound
from changlai.channels import queries as channels
from changlai.channels.contracts import Attachment, Content, Letter
from changlai.channels.enums import ContentKind
from changlai.compliance import actions as compliance
from changlai.compliance import queries as gate
from changlai.compliance.contracts import Decision, SendRequest
from changlai.inbox.actions.deliveries import reference
from changlai.inbox.actions.giving import note_assignment
from changlai.inbox.actions.opening import only_one_open
from changlai.inbox.actions.signals import tell_one
from changlai.inbox.enums import Author, Cause, ConversationState, Escalation, MessageState
from changlai.inbox.errors import AlreadyOpen, MayNotSend, NothingToRetry, NothingToSend
from changlai.inbox.events import MessageQueued
from changlai.inbox.models import Conversation, Message
from changlai.inbox.queries import has_newer
from changlai.kernel.events import publish
from changlai.kernel.models import StoredFile

PREVIEW = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What a colleague wants to send as one message: a text, a file with its kind, or a letter with both."""

    text: str = ""
    files: tuple[StoredFile, ...] = ()
    cc: str | None = None  # of a letter: who else gets it, separated by commas; None: as the one it answers

    @property
    def kind(self) -> ContentKind:
        """What it counts as: a letter is a text as soon as it has one."""
        return ContentKind.TEXT if self.text.strip() or not self.files else kind_of_file(self.files[0])

    @property
    def gate_kind(self) -> ContentKind:
        """Of which kind the gate's limits apply."""
        return kind_of_file(self.files[0]) if self.files else ContentKind.TEXT

    @property
    def file_bytes(self) -> int:
        return sum(file.size for file in self.files)

    def content(self, letter: Letter | None = None) -> Content:
        attachments = tuple(map(_attached, self.files))
        return Content(kind=self.kind, text=self.text, attachments=attachments, letter=letter)


def kind_of_file(file: StoredFile) -> ContentKind:
    """How a file is sent."""
    family = file.media_type.split("/")[0]
    return {"image": ContentKind.IMAGE, "video": ContentKind.VIDEO}.get(family, ContentKind.FILE)


def _attached(file: StoredFile) -> Attachment:
    return Attachment(
        kind=kind_of_file(file),
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        file_id=file.id,
        width=file.width or 0,
        height=file.height or 0,
    )


def drafts_of(conversation: Conversation, text: str, kept: Sequence[StoredFile], cc: str | None = None) -> list[Draft]:
    """The messages an answer is: one letter, or where a message holds one thing, each file and then the text."""
    if channels.product_of(conversation.account).sends_letters:
        return [Draft(text, tuple(kept), cc)] if text.strip() or kept else []
    return [*(Draft(files=(file,)) for file in kept), *([Draft(text=text)] if text.strip() else [])]


@transaction.atomic
def send_reply(*, conversation: Conversation, draft: Draft, by: Member, now: datetime) -> Message:
    """Queue an answer. Raises MayNotSend with the gate's rule; the row lock makes the window's count exact."""
    if not draft.text.strip() and not draft.files:
        raise NothingToSend
    held = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=conversation.id)
    _check_newest(held)
    request = send_request(held, kind=draft.gate_kind, text=draft.text, file_bytes=draft.file_bytes, now=now)
    decision = gate.may_contact(request)
    if not decision.allowed:
        raise not_let_out(request, decision, by)
    compliance.note_contact(request)
    message = _write(held, draft, by, now)
    _after_answer(held, message, by, now)
    tell_one(held, "message")
    return message


def _write(conversation: Conversation, draft: Draft, by: Member, now: datetime) -> Message:
    """The line in the thread, its copy at the door out, and the word that it was written."""
    address = conversation.address | ({} if draft.cc is None else {"cc": draft.cc})
    content = draft.content(_letter(conversation, address))
    message = Message.objects.create(
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        author=Author.MEMBER,
        member=by,
        kind=content.kind,
        text=content.text,
        content=msgspec.to_builtins(content),
        occurred_at=now,
        state=MessageState.QUEUED,
        identity_id=conversation.identity_id,
    )
    outbound.enqueue(
        account=conversation.account,
        key=secrets.token_hex(15),
        reference=reference(message.id),
        thread=conversation.id,
        address=address,
        content=content,
        author=by.name,
    )
    publish(
        MessageQueued(
            organisation_id=conversation.organisation_id,
            key=conversation.customer_id,
            conversation_id=conversation.id,
            customer_id=conversation.customer_id,
            message_id=message.id,
            account_id=conversation.account_id,
            member_id=by.id,
            at=now,
        )
    )
    return message


def _letter(conversation: Conversation, address: dict[str, str]) -> Letter | None:
    """Who gets it, where people write letters."""
    if not channels.product_of(conversation.account).sends_letters:
        return None
    cc = tuple(one.strip() for one in address.get("cc", "").split(",") if one.strip())
    return Letter(to=(address["to"],) if address.get("to") else (), cc=cc)


def _check_newest(conversation: Conversation) -> None:
    """Answering a closed conversation opens it again, and only one may be open."""
    if conversation.state == ConversationState.CLOSED and has_newer(conversation):
        raise AlreadyOpen


def not_let_out(request: SendRequest, decision: Decision, by: Member) -> MayNotSend:
    """The refusal for the gate's no; the door records it."""
    refusal = MayNotSend(request, decision)
    refusal.afterwards = lambda: refuse(request=request, decision=decision, by=by)
    return refusal


def send_request(
    conversation: Conversation, *, kind: ContentKind, now: datetime, text: str = "", file_bytes: int = 0
) -> SendRequest:
    """What the gate is asked for a message in this conversation."""
    person = conversation.address.get("to", "")
    opening = channels.opening(conversation.account, person, conversation.window_opened_at)
    return SendRequest(
        organisation_id=conversation.organisation_id,
        customer_id=conversation.customer_id,
        account_id=conversation.account_id,
        product=channels.product_of(conversation.account),
        is_active=conversation.account.is_active,
        kind=kind,
        now=now,
        text=text,
        text_bytes=len(text.encode()),
        file_bytes=file_bytes,
        window_opened_at=conversation.window_opened_at,
        window_sent=conversation.window_sent,
        to=person,
        touched_at=opening.touched_at,
        how=opening.how,
        has_left=opening.has_left,
    )


def _after_answer(conversation: Conversation, message: Message, by: Member, now: datetime) -> None:
    """An answer takes the conversation off the waiting list, uses up the window, and reopens what was closed."""
    conversation.state, conversation.closed_at = ConversationState.OPEN, None
    if conversation.assignee_id is None:
        conversation.assignee_id = by.id
        note_assignment(conversation, to=by, by=by, cause=Cause.ANSWER, now=now)
    conversation.queued_at, conversation.woken_at, conversation.snoozed_until = None, None, None
    conversation.answer_due_at, conversation.escalate_at, conversation.escalation = None, None, Escalation.NONE
    conversation.close_reason = None
    conversation.last_message_at = max(conversation.last_message_at, now)
    conversation.waiting_since, conversation.unread_count, conversation.has_failed = None, 0, False
    conversation.first_answer_at = conversation.first_answer_at or now
    conversation.window_sent += 1
    conversation.preview, conversation.preview_kind, conversation.preview_author = (
        message.text[:PREVIEW],
        message.kind,
        Author.MEMBER,
    )
    with only_one_open():
        conversation.save()


@transaction.atomic
def retry(*, message: Message, by: Member, now: datetime) -> None:
    """Send a failed or unknown message once more, on a person's word and through the gate again."""
    held = (
        Conversation.objects.select_for_update(of=("self",)).select_related("account").get(id=message.conversation_id)
    )
    if message.state not in {MessageState.FAILED, MessageState.UNKNOWN} or not message.can_retry:
        raise NothingToRetry
    decision = gate.may_contact(
        request := send_request(held, kind=ContentKind(message.kind), text=message.text, now=now)
    )
    if not decision.allowed:
        raise not_let_out(request, decision, by)
    if not outbound.send_again(reference=reference(message.id)):
        raise NothingToRetry
    Message.objects.filter(id=message.id).update(state=MessageState.QUEUED, reason="", can_retry=False)
    Conversation.objects.filter(id=held.id).update(has_failed=False, window_sent=F("window_sent") + 1)
    tell_one(held, "state")


def refuse(*, request: SendRequest, decision: Decision, by: Member | None) -> None:
    """Record a refusal after the refused action was rolled back; a door calls this in a scope of its own."""
    compliance.record_refusal(request=request, decision=decision, by=by)
