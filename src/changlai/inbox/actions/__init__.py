"""Verbs of the inbox. Only this package writes its tables."""

from changlai.inbox.actions.answer import Given, answer, give
from changlai.inbox.actions.arrivals import take_messages
from changlai.inbox.actions.automatic import take_automatic
from changlai.inbox.actions.away import take_back
from changlai.inbox.actions.binning import close_of_binned
from changlai.inbox.actions.board import DAYS_AT_ONCE, count_days, mark_stale
from changlai.inbox.actions.deliveries import settle_failed, settle_sent, settle_unknown
from changlai.inbox.actions.distribution import go_on, share_out
from changlai.inbox.actions.drafts import drop_draft, keep_draft
from changlai.inbox.actions.forgetting import files_said, forget_person, held, person_sections
from changlai.inbox.actions.giving import Gift
from changlai.inbox.actions.giving import give as hand_out
from changlai.inbox.actions.indexing import index
from changlai.inbox.actions.later import KIND as SEND_LATER
from changlai.inbox.actions.later import call_off, change_plan, deliver, give_up_plan, plan, send_now
from changlai.inbox.actions.lists import (
    MOST,
    WORK_THROUGH,
    begin_bulk,
    cancel_bulk,
    drop_folder,
    give_up_bulk,
    keep_folder,
    retry_bulk,
    work_through,
)
from changlai.inbox.actions.media import settle_media
from changlai.inbox.actions.merging import hand_over
from changlai.inbox.actions.notes import delete_note, edit_note, write_note
from changlai.inbox.actions.outreach import Grounds, reach_out
from changlai.inbox.actions.presence import be_present
from changlai.inbox.actions.ratings import ASK as ASK_RATING
from changlai.inbox.actions.ratings import PURPOSE as RATING_LINK
from changlai.inbox.actions.ratings import THANK as THANK_RATING
from changlai.inbox.actions.ratings import ask, link_of, order_ratings, rate, thank
from changlai.inbox.actions.reaching import tell_reach
from changlai.inbox.actions.reasons import add_reason, change_reason
from changlai.inbox.actions.recalling import recall
from changlai.inbox.actions.receipts import take_receipts
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
from changlai.inbox.actions.snoozing import snooze, wake, wake_due
from changlai.inbox.actions.targets import escalate, retarget
from changlai.inbox.actions.threads import merge_threads, part_threads
from changlai.inbox.actions.timelines import tell_answers, tell_notes
from changlai.inbox.actions.unmerging import hand_back
from changlai.inbox.actions.work import assign, close, mark_read, read, reopen

__all__ = [
    "ASK_RATING",
    "DAYS_AT_ONCE",
    "MOST",
    "RATING_LINK",
    "SEND_LATER",
    "THANK_RATING",
    "WORK_THROUGH",
    "Draft",
    "Gift",
    "Given",
    "Grounds",
    "RuleDraft",
    "add_reason",
    "add_rule",
    "answer",
    "ask",
    "assign",
    "be_present",
    "begin_bulk",
    "call_off",
    "cancel_bulk",
    "change_desk",
    "change_plan",
    "change_reason",
    "change_rule",
    "close",
    "close_of_binned",
    "count_days",
    "delete_note",
    "deliver",
    "drop_draft",
    "drop_folder",
    "edit_note",
    "escalate",
    "files_said",
    "forget_person",
    "give",
    "give_up_bulk",
    "give_up_plan",
    "go_on",
    "hand_back",
    "hand_out",
    "hand_over",
    "held",
    "index",
    "keep_draft",
    "keep_folder",
    "link_of",
    "mark_read",
    "mark_stale",
    "merge_threads",
    "move_rule",
    "order_ratings",
    "part_threads",
    "person_sections",
    "plan",
    "rate",
    "reach_out",
    "read",
    "recall",
    "refuse",
    "remove_rule",
    "reopen",
    "retarget",
    "retry",
    "retry_bulk",
    "send_now",
    "send_reply",
    "send_request",
    "set_capacity",
    "settle_failed",
    "settle_media",
    "settle_sent",
    "settle_unknown",
    "share_out",
    "snooze",
    "switch_rule",
    "take_automatic",
    "take_back",
    "take_messages",
    "take_receipts",
    "tell_answers",
    "tell_notes",
    "tell_reach",
    "thank",
    "wake",
    "wake_due",
    "work_through",
    "write_note",
]
