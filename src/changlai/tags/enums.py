"""Closed lists of the tags."""

from enum import StrEnum


class Way(StrEnum):
    """How a customer came by a tag, or lost it."""

    HAND = "hand"
    API = "api"
    BULK = "bulk"
    PLATFORM = "platform"
    EXCLUSIVE = "exclusive"  # another tag of its group took its place
    AUTOMATION = "automation"


class TwinState(StrEnum):
    """Where a tag stands on a platform."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
