"""Verbs of the inbox. Only this package writes its tables."""

from changlai.inbox.actions.answer import answer
from changlai.inbox.actions.arrivals import take_messages, take_receipts
from changlai.inbox.actions.away import take_back
from changlai.inbox.actions.deliveries import settle_failed, settle_sent, settle_unknown
from changlai.inbox.actions.distribution import go_on, share_out
from changlai.inbox.actions.drafts import drop_draft, keep_draft
from changlai.inbox.actions.media import settle_media
from changlai.inbox.actions.notes import delete_note, edit_note, write_note
from changlai.inbox.actions.presence import be_present
from changlai.inbox.actions.reply import Draft, refuse, retry, send_reply, send_request
from changlai.inbox.actions.sharing import (
    RuleDraft,
    add_rule,
    change_desk,
    change_rule,
    move_rule,
    remove_rule,
    set_capacity,
    switch_rule,
)
from changlai.inbox.actions.timelines import tell_answers, tell_notes
from changlai.inbox.actions.work import assign, close, mark_read, read, reopen

__all__ = [
    "Draft",
    "RuleDraft",
    "add_rule",
    "answer",
    "assign",
    "be_present",
    "change_desk",
    "change_rule",
    "close",
    "delete_note",
    "drop_draft",
    "edit_note",
    "go_on",
    "keep_draft",
    "mark_read",
    "move_rule",
    "read",
    "refuse",
    "remove_rule",
    "reopen",
    "retry",
    "send_reply",
    "send_request",
    "set_capacity",
    "settle_failed",
    "settle_media",
    "settle_sent",
    "settle_unknown",
    "share_out",
    "switch_rule",
    "take_back",
    "take_messages",
    "take_receipts",
    "tell_answers",
    "tell_notes",
    "write_note",
]
