"""Verbs of the tasks. Only this package writes their tables."""

from changlai.tasks.actions.changing import assign, change, delete, move, move_many, tick, write_many
from changlai.tasks.actions.doing import finish, finish_many, reopen
from changlai.tasks.actions.making import create, make
from changlai.tasks.actions.reminding import AT_ONCE, remind
from changlai.tasks.actions.rules import (
    apply_handed_over,
    apply_silent,
    change_rule,
    create_rule,
    delete_rule,
    switch_rule,
)

__all__ = [
    "AT_ONCE",
    "apply_handed_over",
    "apply_silent",
    "assign",
    "change",
    "change_rule",
    "create",
    "create_rule",
    "delete",
    "delete_rule",
    "finish",
    "finish_many",
    "make",
    "move",
    "move_many",
    "remind",
    "reopen",
    "switch_rule",
    "tick",
    "write_many",
]
