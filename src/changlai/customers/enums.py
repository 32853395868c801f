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
    CONVERSATION_OPENED = "conversation_opened"
    CONVERSATION_CLOSED = "conversation_closed"


class Shelf(StrEnum):
    """The three shelves of the customer list."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"
