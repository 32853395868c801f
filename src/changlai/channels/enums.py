"""Closed lists of the channel room."""

from enum import StrEnum


class ContentKind(StrEnum):
    """What a message is made of."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    MINIPROGRAM = "miniprogram"
    CARD = "card"
    MENU = "menu"
    OTHER = "other"


class Role(StrEnum):
    """What a file of a message is for, when nobody attached it as a file."""

    FILE = ""  # somebody did
    PAGE = "page"  # how the letter looked: HTML, never trusted
    WITHIN = "within"  # a picture that the page shows
    ORIGINAL = "original"  # the letter word for word


class InboundKind(StrEnum):
    """What a platform told us about a person."""

    MESSAGE = "message"  # the customer wrote
    COLLEAGUE_MESSAGE = "colleague_message"  # a colleague wrote in the platform's own client
    ENTERED = "entered"  # opened the chat, has not written yet
    FOLLOW_ADDED = "follow_added"
    FOLLOW_EDITED = "follow_edited"
    FOLLOW_REMOVED = "follow_removed"
    SNAPSHOT = "snapshot"  # how the platform describes the person now
    SEND_FAILED = "send_failed"  # a message it had taken did not arrive
    RECALLED = "recalled"
    VIEWED = "viewed"  # looked at a page of ours
    SEEN = "seen"  # read our messages up to one


class SaidKind(StrEnum):
    """What something said in public is."""

    POST = "post"
    COMMENT = "comment"
    REPOST = "repost"  # passes somebody's post on, with or without a word of one's own


class SendState(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it was handed over and no answer came: never sent again by itself


class Outcome(StrEnum):
    """What is tallied of an account as it happens; ``queries.health`` makes the figures of it that people read."""

    RECEIVED = "received"
    STORED = "stored"
    REPEATED = "repeated"
    SKIPPED = "skipped"
    REFUSED = "refused"
    FAILED = "failed"
    CHECKED = "checked"  # the platform tried our address, and was answered; no figure: nothing came of it


class Figure(StrEnum):
    """The figures of an account's health. What is received is stored, repeated, skipped or failed, and only one of it.

    Beside that sum stand what brought nothing itself (bells), what was turned away, and our own calls that failed.
    """

    RECEIVED = "received"
    STORED = "stored"
    REPEATED = "repeated"
    SKIPPED = "skipped"
    FAILED = "failed"
    BELLS = "bells"
    REFUSED = "refused"
    FAILED_CALLS = "failed_calls"
