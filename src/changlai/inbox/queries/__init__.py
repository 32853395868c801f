"""Questions about conversations. A person's reading begins at ``visible_to`` and ``get_for``."""

from changlai.inbox.queries.conversations import (
    COUNT_BOUND,
    PAGE,
    TAIL,
    awaited,
    colleagues_in,
    get_for,
    get_to,
    has_any,
    has_newer,
    live_rooms,
    may,
    message_for,
    of_customer,
    repliers,
    thread,
    thread_after,
    thread_around,
    visible_to,
)
from changlai.inbox.queries.listed import Listed, as_listed, by_id, listed
from changlai.inbox.queries.lists import accounts_talking, bulk_run, folder_for, folders, names_of
from changlai.inbox.queries.presence import is_typing, others_here
from changlai.inbox.queries.search import is_long_enough, look_for, search_thread
from changlai.inbox.queries.shelves import Cursor, on_tab, page, unread_mine
from changlai.inbox.queries.talk import drafts, mentioned_in, note_of, unread_mentions
from changlai.inbox.queries.threads import thread_merge

__all__ = [
    "COUNT_BOUND",
    "PAGE",
    "TAIL",
    "Cursor",
    "Listed",
    "accounts_talking",
    "as_listed",
    "awaited",
    "bulk_run",
    "by_id",
    "colleagues_in",
    "drafts",
    "folder_for",
    "folders",
    "get_for",
    "get_to",
    "has_any",
    "has_newer",
    "is_long_enough",
    "is_typing",
    "listed",
    "live_rooms",
    "look_for",
    "may",
    "mentioned_in",
    "message_for",
    "names_of",
    "note_of",
    "of_customer",
    "on_tab",
    "others_here",
    "page",
    "repliers",
    "search_thread",
    "thread",
    "thread_after",
    "thread_around",
    "thread_merge",
    "unread_mentions",
    "unread_mine",
    "visible_to",
]
