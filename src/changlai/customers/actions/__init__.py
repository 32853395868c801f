"""Verbs of the customer room. Only this package writes the customer tables."""

from changlai.customers.actions.activity import (
    along,
    check_activity,
    forget_activity,
    tidy_activity,
)
from changlai.customers.actions.amending import amend, withdraw
from changlai.customers.actions.binning import bin_customers, keep_in_bin, restore
from changlai.customers.actions.claiming import claim
from changlai.customers.actions.doubts import unshare
from changlai.customers.actions.duplicates import dismiss, give_back, keep_apart, pass_on, suggest
from changlai.customers.actions.editing import (
    CLOCKS_APART,
    Basics,
    add_contact,
    create,
    edit,
    edit_many,
    normal,
    remove_contact,
    report,
    set_contact,
)
from changlai.customers.actions.entering import bring_in_calls, bring_in_notes, take_back_notes
from changlai.customers.actions.erasing import (
    field_files,
    fields_section,
    forget_files,
    forget_person,
    forget_raw,
    person_section,
    portraits_among,
    traces,
)
from changlai.customers.actions.facts import CHOICES, GONE, STAYED, as_before
from changlai.customers.actions.fields import fill_in, fill_many, leave_out_values, set_fields
from changlai.customers.actions.identities import Met, Person, meet, resolve
from changlai.customers.actions.importing import bring_in
from changlai.customers.actions.many import assign_many, share_many, unshare_many
from changlai.customers.actions.mending import mend_phones
from changlai.customers.actions.merge_runs import (
    MERGE_RUN,
    MOST_MERGED,
    give_up_merge_run,
    go_on_merging,
    merge_suggestions,
    stop_merge_run,
    undo_merge_run,
)
from changlai.customers.actions.merging import Merge, merge_many, participants
from changlai.customers.actions.notes import FollowUp, delete_note, edit_note, log_follow_up, pin_note, write_note
from changlai.customers.actions.outcomes import arrange_outcomes, change_outcome, create_outcome
from changlai.customers.actions.portraits import hold_portrait, keep_portrait, order_portraits
from changlai.customers.actions.profiles import keep_follows, keep_profiles
from changlai.customers.actions.purging import PURGE, purge, purge_chosen, purge_due
from changlai.customers.actions.quality import COUNT_QUALITY, count_quality, order_quality
from changlai.customers.actions.reach import NowhereTold, keep_reach, mark_reachable
from changlai.customers.actions.records import rename, unmask
from changlai.customers.actions.rosters import keep_roster
from changlai.customers.actions.sharing import add_collaborator, assign_owner, remove_collaborator
from changlai.customers.actions.taking_back import take_back
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, note_changes, own_causes, record
from changlai.customers.actions.twins import CHECK_ALL, check_everybody, check_twins, look_at, mark_next, set_twin_rules
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.actions.undoing import UNDO_DAYS, forget_images, hand_back_news, undo_merge
from changlai.customers.actions.uniting import choices_again, merge_choices, unite

__all__ = [
    "CHECK_ALL",
    "CHOICES",
    "CLOCKS_APART",
    "COUNT_QUALITY",
    "GONE",
    "MERGE_RUN",
    "MOST_MERGED",
    "PURGE",
    "STAYED",
    "UNDO_DAYS",
    "Basics",
    "Entry",
    "FollowUp",
    "Merge",
    "Met",
    "NowhereTold",
    "Person",
    "add_collaborator",
    "add_contact",
    "along",
    "amend",
    "arrange_outcomes",
    "as_before",
    "assign_many",
    "assign_owner",
    "bin_customers",
    "bring_in",
    "bring_in_calls",
    "bring_in_notes",
    "change_field",
    "change_outcome",
    "check_activity",
    "check_everybody",
    "check_twins",
    "choices_again",
    "claim",
    "count_quality",
    "create",
    "create_outcome",
    "delete_note",
    "dismiss",
    "edit",
    "edit_many",
    "edit_note",
    "field_files",
    "fields_section",
    "fill_in",
    "fill_many",
    "forget_activity",
    "forget_files",
    "forget_images",
    "forget_person",
    "forget_raw",
    "give_back",
    "give_up_merge_run",
    "go_on_merging",
    "hand_back_news",
    "hold_portrait",
    "keep_apart",
    "keep_follows",
    "keep_in_bin",
    "keep_portrait",
    "keep_profiles",
    "keep_reach",
    "keep_roster",
    "leave_out_values",
    "log_follow_up",
    "look_at",
    "mark_next",
    "mark_reachable",
    "mark_unchecked",
    "meet",
    "mend_phones",
    "merge_choices",
    "merge_many",
    "merge_suggestions",
    "normal",
    "note_changes",
    "order_portraits",
    "order_quality",
    "own_causes",
    "participants",
    "pass_on",
    "person_section",
    "pin_note",
    "portraits_among",
    "purge",
    "purge_chosen",
    "purge_due",
    "record",
    "remove_collaborator",
    "remove_contact",
    "rename",
    "report",
    "resolve",
    "restore",
    "set_contact",
    "set_fields",
    "set_twin_rules",
    "share_many",
    "stop_merge_run",
    "suggest",
    "take_back",
    "take_back_notes",
    "tell_screens",
    "tidy_activity",
    "traces",
    "undo_merge",
    "undo_merge_run",
    "unite",
    "unmask",
    "unshare",
    "unshare_many",
    "withdraw",
    "write_note",
]
