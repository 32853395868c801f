"""Verbs of the customer room. Only this package writes the customer tables."""

from changlai.customers.actions.amending import amend, withdraw
from changlai.customers.actions.definitions import (
    Rules,
    archive_field,
    arrange_fields,
    arrange_sections,
    change_field,
    create_field,
    create_section,
    delete_section,
    purge_field,
    rename_section,
    restore_field,
)
from changlai.customers.actions.duplicates import dismiss, give_back, keep_apart, pass_on, suggest
from changlai.customers.actions.editing import Basics, add_contact, create, edit, normal, remove_contact, report
from changlai.customers.actions.erasing import (
    fields_section,
    forget_files,
    forget_person,
    forget_raw,
    person_section,
    portraits_among,
    traces,
)
from changlai.customers.actions.facts import CHOICES, GONE, STAYED, as_before
from changlai.customers.actions.fields import fill_in, leave_out_values
from changlai.customers.actions.identities import Met, Person, meet, resolve
from changlai.customers.actions.merging import Merge, merge_many, participants
from changlai.customers.actions.notes import delete_note, edit_note, pin_note, write_note
from changlai.customers.actions.portraits import hold_portrait, keep_portrait, order_portraits
from changlai.customers.actions.profiles import keep_follows, keep_profiles
from changlai.customers.actions.reach import NowhereTold, keep_reach, mark_reachable
from changlai.customers.actions.records import rename, unmask, unmask_field
from changlai.customers.actions.rosters import keep_roster
from changlai.customers.actions.sharing import add_collaborator, assign_owner, remove_collaborator
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.actions.undoing import UNDO_DAYS, forget_images, hand_back_news, undo_merge
from changlai.customers.actions.uniting import choices_again, look_for_duplicates, merge_choices, unite

__all__ = [
    "CHOICES",
    "GONE",
    "STAYED",
    "UNDO_DAYS",
    "Basics",
    "Entry",
    "Merge",
    "Met",
    "NowhereTold",
    "Person",
    "Rules",
    "add_collaborator",
    "add_contact",
    "amend",
    "archive_field",
    "arrange_fields",
    "arrange_sections",
    "as_before",
    "assign_owner",
    "change_field",
    "choices_again",
    "create",
    "create_field",
    "create_section",
    "delete_note",
    "delete_section",
    "dismiss",
    "edit",
    "edit_note",
    "fields_section",
    "fill_in",
    "forget_files",
    "forget_images",
    "forget_person",
    "forget_raw",
    "give_back",
    "hand_back_news",
    "hold_portrait",
    "keep_apart",
    "keep_follows",
    "keep_portrait",
    "keep_profiles",
    "keep_reach",
    "keep_roster",
    "leave_out_values",
    "look_for_duplicates",
    "mark_reachable",
    "meet",
    "merge_choices",
    "merge_many",
    "normal",
    "order_portraits",
    "own_causes",
    "participants",
    "pass_on",
    "person_section",
    "pin_note",
    "portraits_among",
    "purge_field",
    "record",
    "remove_collaborator",
    "remove_contact",
    "rename",
    "rename_section",
    "report",
    "resolve",
    "restore_field",
    "suggest",
    "tell_screens",
    "traces",
    "undo_merge",
    "unite",
    "unmask",
    "unmask_field",
    "withdraw",
    "write_note",
]
