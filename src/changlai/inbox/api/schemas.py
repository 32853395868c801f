"""What goes out and comes in, field by field. Times are UTC."""

from datetime import datetime
from typing import Annotated, Any, Self

from ninja import Field, Schema

from changlai.channels.contracts import in_words
from changlai.inbox.enums import Author, ConversationState, MessageState
from changlai.inbox.models import Conversation, Message


class ConversationOut(Schema):
    """A talk with one customer on one channel account.

    ``waiting_since`` is the customer's first message nobody has answered, null when nobody waits.
    ``window_opened_at`` and ``window_sent`` say how much of the channel's reply window is used.
    ``preview`` is the beginning of the last message. ``answer_due_at`` is set while a customer waits and the
    organisation keeps targets; ``score`` is the customer's rating, 1 to 5.
    """

    id: int
    customer_id: int
    customer_name: str
    account_id: int
    state: ConversationState
    assignee_id: int | None
    opened_at: datetime
    closed_at: datetime | None
    last_message_at: datetime
    waiting_since: datetime | None
    first_answer_at: datetime | None
    unread_count: int
    has_failed: bool
    preview: str
    preview_kind: str
    window_opened_at: datetime | None
    window_sent: int
    snoozed_until: datetime | None
    answer_due_at: datetime | None
    close_reason_id: int | None
    score: int | None

    @staticmethod
    def resolve_customer_name(row: Conversation) -> str:
        name: str = row.customer.name
        return name


class ConversationPage(Schema):
    """Conversations, the most urgent first; ``next`` is the cursor of the following page, null on the last."""

    items: list[ConversationOut]
    next: str | None


class AttachmentOut(Schema):
    """A file of a message, fetched at ``url`` with the same token; an empty ``url`` means it is not here (yet)."""

    number: int
    kind: str
    name: str
    media_type: str
    size: int
    url: str


class MessageOut(Schema):
    """One line of a conversation.

    ``state`` is queued, sent, failed or unknown for outgoing messages and empty for others; ``reason`` says why one
    failed, in the language you ask for, ``can_retry`` whether sending it again may help. ``kind`` is a kind of
    content, or comment for what was said in public, or assigned, closed, reopened,
    entered for a line about what happened.
    """

    id: int
    conversation_id: int
    author: Author
    member_id: int | None
    colleague: str
    kind: str
    text: str
    title: str
    link: str
    attachments: list[AttachmentOut]
    occurred_at: datetime
    state: MessageState
    reason: str
    can_retry: bool
    is_recalled: bool

    @classmethod
    def of(cls, message: Message) -> Self:
        content: dict[str, Any] = message.content
        base = f"/api/v1/messages/{message.pk}/attachments"
        return cls(
            id=message.pk,
            conversation_id=message.conversation_id,
            author=Author(message.author),
            member_id=message.member_id,
            colleague=message.colleague,
            kind=message.kind,
            text=message.text,
            title=content.get("title", ""),
            link=content.get("url", ""),
            attachments=[
                AttachmentOut(
                    number=number,
                    kind=one["kind"],
                    name=one.get("name", ""),
                    media_type=one.get("media_type", ""),
                    size=one.get("size", 0),
                    url=f"{base}/{number}" if one.get("file_id") else "",
                )
                for number, one in enumerate(content.get("attachments", ()))
            ],
            occurred_at=message.occurred_at,
            state=MessageState(message.state),
            reason=in_words(message.reason),
            can_retry=message.can_retry,
            is_recalled=message.is_recalled,
        )


class MessagePage(Schema):
    """Messages of a conversation, the latest page first, each page in reading order.

    ``next`` is the cursor of the page before (older messages), null when there are none.
    """

    items: list[MessageOut]
    next: str | None


Address = Annotated[str, Field(max_length=254, pattern=r"^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$")]


class ReplyIn(Schema):
    """An answer in words. The channel's own limit counts bytes in UTF-8; see the refusal's sentence.

    ``after_message_id`` is the last message you have seen: 409 ``answered_meanwhile`` when a colleague has
    answered since.
    """

    text: str = Field(min_length=1, max_length=20_000)
    after_message_id: int | None = Field(None, ge=1)
    cc: list[Address] | None = Field(default=None, max_length=20)


class AssignmentIn(Schema):
    """The member to look after the conversation, null for nobody."""

    member_id: int | None


class ClosureIn(Schema):
    """Why a conversation is closed, null for no reason."""

    reason_id: int | None = None
