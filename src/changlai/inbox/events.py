"""What happens in the inbox."""

from datetime import datetime

from changlai.kernel.events import Event


class MessageReceived(Event, frozen=True, kw_only=True):
    """A customer's message is in its conversation. Keyed by the conversation."""

    conversation_id: int
    customer_id: int
    message_id: int
    account_id: int
    text: str
    at: datetime


class CommentReceived(Event, frozen=True, kw_only=True):
    """What a customer said in public, and somebody takes up, is in a conversation. Keyed by the conversation.

    No rule of distribution looks at it: who takes it up answers it.
    """

    conversation_id: int
    customer_id: int
    message_id: int
    account_id: int
    at: datetime


class MessageQueued(Event, frozen=True, kw_only=True):
    """A colleague has answered. Keyed by the customer, for their timeline."""

    conversation_id: int
    customer_id: int
    message_id: int
    account_id: int
    member_id: int
    at: datetime


class ConversationAssigned(Event, frozen=True, kw_only=True):
    """A conversation has a new owner, or none (``to_id`` 0)."""

    conversation_id: int
    to_id: int
    by_id: int


class ConversationClosed(Event, frozen=True, kw_only=True):
    """A conversation is done; ``reason_id`` 0 says no reason was given."""

    conversation_id: int
    customer_id: int
    by_id: int
    at: datetime
    reason_id: int = 0


class ConversationReopened(Event, frozen=True, kw_only=True):
    """A closed conversation is open again; ``by_id`` 0: the customer wrote."""

    conversation_id: int
    by_id: int


class NoteWritten(Event, frozen=True, kw_only=True):
    """A colleague has written, changed or deleted a private note. Keyed by the customer, for their timeline."""

    conversation_id: int
    customer_id: int
    message_id: int
    member_id: int
    at: datetime


class DeskChanged(Event, frozen=True, kw_only=True):
    """The inbox keeps other targets. Keyed by the organisation."""


class ConversationRated(Event, frozen=True, kw_only=True):
    """A customer has said how it was: ``score`` 1 to 5. Keyed by the customer."""

    conversation_id: int
    customer_id: int
    member_id: int
    score: int
    at: datetime


class ColleagueWrote(Event, frozen=True, kw_only=True):
    """A colleague has answered in the platform's own client. Keyed by the conversation."""

    conversation_id: int
    message_id: int
    at: datetime
