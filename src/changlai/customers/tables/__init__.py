"""What the pages of customers show: rows of the list, the record's sections, entries of the timeline."""

from changlai.customers.tables.fields import Shown, editable, in_words, shown
from changlai.customers.tables.merging import LABELS, Bundle, Moving, Side, choices, moving, sides
from changlai.customers.tables.others import Button, buttons, panels
from changlai.customers.tables.parting import Parting, parting
from changlai.customers.tables.places import list_cursor, list_place, timeline_cursor, timeline_place
from changlai.customers.tables.record import Record, record
from changlai.customers.tables.rows import Row, product_of, rows
from changlai.customers.tables.timeline import Entry, entries

__all__ = [
    "LABELS",
    "Bundle",
    "Button",
    "Entry",
    "Moving",
    "Parting",
    "Record",
    "Row",
    "Shown",
    "Side",
    "buttons",
    "choices",
    "editable",
    "entries",
    "in_words",
    "list_cursor",
    "list_place",
    "moving",
    "panels",
    "parting",
    "product_of",
    "record",
    "rows",
    "shown",
    "sides",
    "timeline_cursor",
    "timeline_place",
]
