"""Verbs of the tags. Only this package writes their tables."""

from changlai.tags.actions.choosing import choose, mark_many
from changlai.tags.actions.defining import (
    add_tags,
    arrange_groups,
    arrange_tags,
    change_group,
    create_group,
    delete_group,
    delete_tag,
    merge,
    recount,
    rename_tag,
)
from changlai.tags.actions.marking import mark

__all__ = [
    "add_tags",
    "arrange_groups",
    "arrange_tags",
    "change_group",
    "choose",
    "create_group",
    "delete_group",
    "delete_tag",
    "mark",
    "mark_many",
    "merge",
    "recount",
    "rename_tag",
]
