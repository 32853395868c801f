"""Verbs of imports. Only this package writes their tables."""

from changlai.imports.actions.beginning import FILE_BYTES, begin, read_again
from changlai.imports.actions.editing import choose, choose_for_all, edit_cell
from changlai.imports.actions.forgetting import KEPT_DAYS, forget_old, forget_person, note_fetched, remove
from changlai.imports.actions.rewording import reworded
from changlai.imports.actions.settling import NEW_FIELD, drop_template, settle
from changlai.imports.actions.steering import WORK, cancel, give_up, start, try_again, undo
from changlai.imports.actions.working import work_on

__all__ = [
    "FILE_BYTES",
    "KEPT_DAYS",
    "NEW_FIELD",
    "WORK",
    "begin",
    "cancel",
    "choose",
    "choose_for_all",
    "drop_template",
    "edit_cell",
    "forget_old",
    "forget_person",
    "give_up",
    "note_fetched",
    "read_again",
    "remove",
    "reworded",
    "settle",
    "start",
    "try_again",
    "undo",
    "work_on",
]
