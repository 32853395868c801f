"""Questions about notices: what a member was told, and how a member wants to be told."""

from changlai.notifications.queries.reading import LIST, Told, get_for, latest, listed, unread_count
from changlai.notifications.queries.wishes import Wishes, due_at, habits_of, is_open, pace, wishes

__all__ = [
    "LIST",
    "Told",
    "Wishes",
    "due_at",
    "get_for",
    "habits_of",
    "is_open",
    "latest",
    "listed",
    "pace",
    "unread_count",
    "wishes",
]
