"""What the pages of customers show: rows of the list, the record's sections, entries of the timeline."""

from changlai.customers.tables.others import Button, buttons, panels
from changlai.customers.tables.places import list_cursor, list_place, timeline_cursor, timeline_place
from changlai.customers.tables.record import Record, record
from changlai.customers.tables.rows import Row, product_of, rows
from changlai.customers.tables.timeline import Entry, entries

__all__ = [
    "Button",
    "Entry",
    "Record",
    "Row",
    "buttons",
    "entries",
    "list_cursor",
    "list_place",
    "panels",
    "product_of",
    "record",
    "rows",
    "timeline_cursor",
    "timeline_place",
]
