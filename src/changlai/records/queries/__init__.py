"""Questions about records of any kind: own fields, lists, views and runs, and finding them by words.

A person's reading is always within ``Kind.visible(member)``.
"""

from changlai.records.filters import read as read_filter
from changlai.records.queries.bins import bin_cursor, bin_rows, days_left, due_in_bin, purged_at
from changlai.records.queries.declared import kind_for, kinds, parts
from changlai.records.queries.exports import EXPORTS, export_for, export_kind, exports
from changlai.records.queries.fields import (
    COUNTED,
    MASK,
    Filled,
    active_fields,
    column_of,
    count_values,
    field_of,
    file_of,
    fillable,
    filled,
    gathered,
    names_in,
    options_of,
    section_of,
    sections,
    value_of,
    values_of,
    values_of_each,
)
from changlai.records.queries.narrowing import found_among, found_by, record_ids
from changlai.records.queries.orders import Spot, can_sort_by
from changlai.records.queries.places import leaf_above, neighbours
from changlai.records.queries.reasons import Reason, why
from changlai.records.queries.rows import (
    TOLD_UP_TO,
    count,
    count_up_to,
    ids_after,
    kind_of,
    leaf,
    matching,
    numbered,
    page,
    selection,
)
from changlai.records.queries.runs import PAGE as RUNS
from changlai.records.queries.runs import Failure, failures, run_for, runs
from changlai.records.queries.searches import found_kinds, index_states, recent_searches
from changlai.records.queries.searching import Found, Hit, find, is_long_enough, searchable
from changlai.records.queries.views import Tab, tabs, view_for, views

__all__ = [
    "COUNTED",
    "EXPORTS",
    "MASK",
    "RUNS",
    "TOLD_UP_TO",
    "Failure",
    "Filled",
    "Found",
    "Hit",
    "Reason",
    "Spot",
    "Tab",
    "active_fields",
    "bin_cursor",
    "bin_rows",
    "can_sort_by",
    "column_of",
    "count",
    "count_up_to",
    "count_values",
    "days_left",
    "due_in_bin",
    "export_for",
    "export_kind",
    "exports",
    "failures",
    "field_of",
    "file_of",
    "fillable",
    "filled",
    "find",
    "found_among",
    "found_by",
    "found_kinds",
    "gathered",
    "ids_after",
    "index_states",
    "is_long_enough",
    "kind_for",
    "kind_of",
    "kinds",
    "leaf",
    "leaf_above",
    "matching",
    "names_in",
    "neighbours",
    "numbered",
    "options_of",
    "page",
    "parts",
    "purged_at",
    "read_filter",
    "recent_searches",
    "record_ids",
    "run_for",
    "runs",
    "searchable",
    "section_of",
    "sections",
    "selection",
    "tabs",
    "value_of",
    "values_of",
    "values_of_each",
    "view_for",
    "views",
    "why",
]
