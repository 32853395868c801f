"""Verbs of the listening room. Only this package writes its tables."""

from changlai.listening.actions.author_links import link, part
from changlai.listening.actions.correcting import Verdict, correct, handle
from changlai.listening.actions.exporting import note_board_export
from changlai.listening.actions.forgetting import forget_authors, forget_over
from changlai.listening.actions.hearing import Told, hear
from changlai.listening.actions.looking import READ_FEED, feed_to_read, note_feed, order_feeds, take_feed
from changlai.listening.actions.recounts import order_recount
from changlai.listening.actions.sources import SourceWish, change_source, delete_source, make_source
from changlai.listening.actions.telling import MOST_TOLD, tell, tell_file
from changlai.listening.actions.topics import TopicWish, apply_topic, change_topic, delete_topic, make_topic

__all__ = [
    "MOST_TOLD",
    "READ_FEED",
    "SourceWish",
    "Told",
    "TopicWish",
    "Verdict",
    "apply_topic",
    "change_source",
    "change_topic",
    "correct",
    "delete_source",
    "delete_topic",
    "feed_to_read",
    "forget_authors",
    "forget_over",
    "handle",
    "hear",
    "link",
    "make_source",
    "make_topic",
    "note_board_export",
    "note_feed",
    "order_feeds",
    "order_recount",
    "part",
    "take_feed",
    "tell",
    "tell_file",
]
