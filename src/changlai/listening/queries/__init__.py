"""Questions about what is said in public. A person's reading begins at ``visible_to`` and ``get_for``."""

from changlai.listening.queries.mentions import PAGE, Wish, editable_by, get_for, page, visible_to
from changlai.listening.queries.people import Likely, below, copies, earlier, likely
from changlai.listening.queries.previews import Preview, preview
from changlai.listening.queries.recounts import recounts
from changlai.listening.queries.sources import collecting, feeds_due, source_of, sources, sources_of_accounts
from changlai.listening.queries.topics import counts_of_topics, matcher, topic_of, topics, topics_pending, watched_of

__all__ = [
    "PAGE",
    "Likely",
    "Preview",
    "Wish",
    "below",
    "collecting",
    "copies",
    "counts_of_topics",
    "earlier",
    "editable_by",
    "feeds_due",
    "get_for",
    "likely",
    "matcher",
    "page",
    "preview",
    "recounts",
    "source_of",
    "sources",
    "sources_of_accounts",
    "topic_of",
    "topics",
    "topics_pending",
    "visible_to",
    "watched_of",
]
