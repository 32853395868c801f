"""Tables of the inbox."""

from changlai.inbox.models.conversations import Conversation, MediaWait, Message
from changlai.inbox.models.sharing import Assignment, AssignmentRule, CloseReason, DeskSettings, Workplace

__all__ = [
    "Assignment",
    "AssignmentRule",
    "CloseReason",
    "Conversation",
    "DeskSettings",
    "MediaWait",
    "Message",
    "Workplace",
]
