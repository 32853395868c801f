"""Verbs of the customer room. Only this package writes the customer tables."""

from changlai.customers.actions.amending import amend, withdraw
from changlai.customers.actions.identities import Person, resolve
from changlai.customers.actions.merging import Merge, merge_many, suggest
from changlai.customers.actions.portraits import keep_portrait, order_portraits
from changlai.customers.actions.profiles import keep_follows, keep_profiles
from changlai.customers.actions.records import assign_owner, rename, unmask, write_note
from changlai.customers.actions.rosters import keep_roster
from changlai.customers.actions.timeline import Entry, own_causes, record

__all__ = [
    "Entry",
    "Merge",
    "Person",
    "amend",
    "assign_owner",
    "keep_follows",
    "keep_portrait",
    "keep_profiles",
    "keep_roster",
    "merge_many",
    "order_portraits",
    "own_causes",
    "record",
    "rename",
    "resolve",
    "suggest",
    "unmask",
    "withdraw",
    "write_note",
]
