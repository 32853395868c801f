"""Tables of the inbox."""

from changlai.inbox.models.board import DaySheet, StaleDay
from changlai.inbox.models.conversations import Conversation, MediaWait, Message
from changlai.inbox.models.later import LaterMessage
from changlai.inbox.models.lists import BulkRun, Folder
from changlai.inbox.models.rating import Rating
from changlai.inbox.models.sharing import Assignment, AssignmentRule, CloseReason, DeskSettings, Workplace
from changlai.inbox.models.talk import Draft, Mention, Watcher
from changlai.inbox.models.threads import ThreadMerge

__all__ = [
    "Assignment",
    "AssignmentRule",
    "BulkRun",
    "CloseReason",
    "Conversation",
    "DaySheet",
    "DeskSettings",
    "Draft",
    "Folder",
    "LaterMessage",
    "MediaWait",
    "Mention",
    "Message",
    "Rating",
    "StaleDay",
    "ThreadMerge",
    "Watcher",
    "Workplace",
]
