"""Questions about notices: what a member was told, and how a member wants to be told."""

from changlai.notifications.queries.mails import MAILS, MailServer, mail_for, mail_server, mails
from changlai.notifications.queries.outgoing import Bundle, bundle
from changlai.notifications.queries.reading import LIST, MOST_COUNTED, Told, get_for, latest, listed, unread_count
from changlai.notifications.queries.wishes import (
    Wishes,
    choices_of,
    due_at,
    habits_of,
    is_open,
    pace,
    ways_of,
    wishes,
)

__all__ = [
    "LIST",
    "MAILS",
    "MOST_COUNTED",
    "Bundle",
    "MailServer",
    "Told",
    "Wishes",
    "bundle",
    "choices_of",
    "due_at",
    "get_for",
    "habits_of",
    "is_open",
    "latest",
    "listed",
    "mail_for",
    "mail_server",
    "mails",
    "pace",
    "unread_count",
    "ways_of",
    "wishes",
]
