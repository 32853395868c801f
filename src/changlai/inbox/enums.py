"""Closed lists of the inbox."""

from enum import StrEnum


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    MEMBER = "member"  # a colleague, here
    COLLEAGUE = "colleague"  # a colleague, in the platform's own client
    SYSTEM = "system"  # a line about what happened: assigned, closed, entered


class MessageState(StrEnum):
    """Where an outgoing message stands; received ones have none."""

    NONE = ""
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Tab(StrEnum):
    """The three shelves of the inbox."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ALL = "all"
