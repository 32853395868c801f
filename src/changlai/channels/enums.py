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


class SendState(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it was handed over and no answer came: never sent again by itself


class Outcome(StrEnum):
    """What became of something a platform delivered; counted on the account's health page."""

    RECEIVED = "received"
    STORED = "stored"
    REPEATED = "repeated"
    SKIPPED = "skipped"
    REFUSED = "refused"
    FAILED = "failed"
