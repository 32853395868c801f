"""The one filter language (docs/reference/filters.md): a tree of conditions, checked, compiled, told in words."""

from changlai.records.filters.bound import Bound, Filter, Joined, Negated, Part
from changlai.records.filters.checking import EVERYTHING, Reading, is_hidden, read
from changlai.records.filters.compiling import compiled
from changlai.records.filters.tree import parse, parse_text
from changlai.records.filters.words import told, told_condition

__all__ = [
    "EVERYTHING",
    "Bound",
    "Filter",
    "Joined",
    "Negated",
    "Part",
    "Reading",
    "compiled",
    "is_hidden",
    "parse",
    "parse_text",
    "read",
    "told",
    "told_condition",
]
