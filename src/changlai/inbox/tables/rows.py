"""Rows of the conversation list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.inbox import queries
from changlai.inbox.enums import Author, ConversationState
from changlai.inbox.models import Conversation
from changlai.inbox.queries import Listed
from changlai.inbox.tables import wording
from changlai.inbox.tables.waiting import Waiting, waiting

OURS = {Author.MEMBER, Author.COLLEAGUE}
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as the list shows it. ``rank`` and ``moment`` let a script put it in its place."""

    id: int
    customer_id: int
    name: str
    portrait: str  # digest of the customer's picture
    product: Product = field(hash=False)
    assignee: str
    last_message_at: datetime
    preview: str
    icon: str
    is_ours: bool
    is_unread: bool
    unread_count: int
    has_failed: bool
    is_closed: bool
    waiting: Waiting | None
    urgent_at: datetime | None
    snoozed_until: datetime | None
    is_woken: bool
    score: int | None

    @property
    def rank(self) -> int:
        """0 for those who wait, or whose snooze is over: they come first."""
        return 0 if self.urgent_at else 1

    @property
    def moment(self) -> int:
        """What orders rows of one rank, in microseconds: when an answer is due, else the last message."""
        return int((self.urgent_at or self.last_message_at).timestamp() * MICRO)


def rows(conversations: Iterable[Listed], now: datetime) -> list[Row]:
    """Conversations as rows. Asks no database."""
    return [_row(conversation, now) for conversation in conversations]


def head_of(held: Conversation, now: datetime) -> Row:
    """A conversation at hand, with its customer, account and assignee loaded, as its head shows it."""
    return _row(queries.as_listed(held), now)


def _row(conversation: Listed, now: datetime) -> Row:
    kind, is_closed = conversation.preview_kind, conversation.state == ConversationState.CLOSED
    return Row(
        id=conversation.id,
        customer_id=conversation.customer_id,
        name=wording.name_of(conversation.name),
        portrait=conversation.portrait,
        product=channels.product_named(conversation.channel, conversation.product),
        assignee=conversation.assignee,
        last_message_at=conversation.last_message_at,
        preview=wording.preview(kind, conversation.preview),
        icon=wording.ICONS.get(kind, ""),
        is_ours=conversation.preview_author in OURS,
        is_unread=conversation.unread_count > 0,
        unread_count=conversation.unread_count,
        has_failed=conversation.has_failed,
        is_closed=is_closed,
        waiting=None if is_closed else waiting(conversation, now),
        urgent_at=conversation.urgent_at,
        snoozed_until=conversation.snoozed_until,
        is_woken=conversation.woken_at is not None and conversation.waiting_since is None,
        score=conversation.score,
    )
