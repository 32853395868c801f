"""Verbs of the customer room. Only this package writes the customer tables."""

from changlai.customers.actions.amending import amend, withdraw
from changlai.customers.actions.duplicates import dismiss, give_back, keep_apart, pass_on, suggest
from changlai.customers.actions.erasing import forget_person, person_section
from changlai.customers.actions.identities import Met, Person, meet, resolve
from changlai.customers.actions.merging import Merge, merge_many, participants
from changlai.customers.actions.portraits import keep_portrait, order_portraits
from changlai.customers.actions.profiles import keep_follows, keep_profiles
from changlai.customers.actions.reach import NowhereTold, keep_reach
from changlai.customers.actions.records import assign_owner, rename, unmask, write_note
from changlai.customers.actions.rosters import keep_roster
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.actions.undoing import UNDO_DAYS, forget_images, hand_back_news, undo_merge
from changlai.customers.actions.uniting import look_for_duplicates, unite

__all__ = [
    "UNDO_DAYS",
    "Entry",
    "Merge",
    "Met",
    "NowhereTold",
    "Person",
    "amend",
    "assign_owner",
    "dismiss",
    "forget_images",
    "forget_person",
    "give_back",
    "hand_back_news",
    "keep_apart",
    "keep_follows",
    "keep_portrait",
    "keep_profiles",
    "keep_reach",
    "keep_roster",
    "look_for_duplicates",
    "meet",
    "merge_many",
    "order_portraits",
    "own_causes",
    "participants",
    "pass_on",
    "person_section",
    "record",
    "rename",
    "resolve",
    "suggest",
    "undo_merge",
    "unite",
    "unmask",
    "withdraw",
    "write_note",
]
