"""Verbs of the inbox. Only this package writes its tables."""

from changlai.inbox.actions.answer import answer
from changlai.inbox.actions.arrivals import take_messages, take_receipts
from changlai.inbox.actions.deliveries import settle_failed, settle_sent, settle_unknown
from changlai.inbox.actions.media import settle_media
from changlai.inbox.actions.reply import Draft, refuse, retry, send_reply, send_request
from changlai.inbox.actions.timelines import tell_answers
from changlai.inbox.actions.work import assign, close, mark_read, reopen

__all__ = [
    "Draft",
    "answer",
    "assign",
    "close",
    "mark_read",
    "refuse",
    "reopen",
    "retry",
    "send_reply",
    "send_request",
    "settle_failed",
    "settle_media",
    "settle_sent",
    "settle_unknown",
    "take_messages",
    "take_receipts",
    "tell_answers",
]
