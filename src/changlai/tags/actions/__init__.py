"""Verbs of the tags. Only this package writes their tables."""

from changlai.tags.actions.adopting import adopt, keep_tag_list, twins_told
from changlai.tags.actions.alike import mark_alike
from changlai.tags.actions.choosing import choose, mark_many
from changlai.tags.actions.counting import RECOUNT, order_recount, recount, recount_tags
from changlai.tags.actions.deciding import leave_out, mark_again
from changlai.tags.actions.defining import (
    add_tags,
    arrange_groups,
    arrange_tags,
    change_group,
    create_group,
    delete_group,
    delete_tag,
    merge,
    rename_tag,
)
from changlai.tags.actions.marking import mark
from changlai.tags.actions.spreading import (
    SPREAD,
    fail_twins,
    hold_marks,
    order_definitions,
    settle_marks,
    settle_twin,
    spread_as_it_is,
)
from changlai.tags.actions.telling import Told, keep_told

__all__ = [
    "RECOUNT",
    "SPREAD",
    "Told",
    "add_tags",
    "adopt",
    "arrange_groups",
    "arrange_tags",
    "change_group",
    "choose",
    "create_group",
    "delete_group",
    "delete_tag",
    "fail_twins",
    "hold_marks",
    "keep_tag_list",
    "keep_told",
    "leave_out",
    "mark",
    "mark_again",
    "mark_alike",
    "mark_many",
    "merge",
    "order_definitions",
    "order_recount",
    "recount",
    "recount_tags",
    "rename_tag",
    "settle_marks",
    "settle_twin",
    "spread_as_it_is",
    "twins_told",
]
