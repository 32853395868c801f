"""Closed lists of the customer room."""

from enum import StrEnum


class InteractionKind(StrEnum):
    """What an entry of a timeline is about."""

    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    COLLEAGUE_MESSAGE = "colleague_message"
    ENTERED = "entered"
    FOLLOW_ADDED = "follow_added"
    FOLLOW_REMOVED = "follow_removed"
    WELCOME = "welcome"
    MERGED = "merged"
    NOTE = "note"
    VIEWED = "viewed"  # looked at a page of our site
    CONVERSATION_OPENED = "conversation_opened"
    CONVERSATION_CLOSED = "conversation_closed"
    COMMENT = "comment"
    CALL = "call"
    ORDER = "order"
    FORM = "form"
    CREATED = "created"
    TAGGED = "tagged"
    CHANGED = "changed"
    HANDED_OVER = "handed_over"


# What we do with a record of our own: it stands on the timeline, but is no touch point with the customer.
OWN_CHANGES = frozenset(
    {
        InteractionKind.CREATED,
        InteractionKind.TAGGED,
        InteractionKind.CHANGED,
        InteractionKind.HANDED_OVER,
        InteractionKind.MERGED,
    }
)


class Shelf(StrEnum):
    """The three shelves of the customer list."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"


class FieldKind(StrEnum):
    """What a field of an organisation's own holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    MEMBER = "member"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
