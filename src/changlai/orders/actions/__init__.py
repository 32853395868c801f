"""Verbs of the orders. Only this package writes their tables."""

from changlai.orders.actions.changing import change, change_status, delete, enter, set_many, take_back
from changlai.orders.actions.fields import files_of, fill_in, fill_many, set_fields
from changlai.orders.actions.keeping import keep, keep_many, keep_one
from changlai.orders.actions.shaping import Origin, scope_of
from changlai.orders.actions.sums import recount

__all__ = [
    "Origin",
    "change",
    "change_status",
    "delete",
    "enter",
    "files_of",
    "fill_in",
    "fill_many",
    "keep",
    "keep_many",
    "keep_one",
    "recount",
    "scope_of",
    "set_fields",
    "set_many",
    "take_back",
]
