"""What the pages of customers show: rows of the list, the record's sections, entries of the timeline."""

from changlai.customers.tables.bin import Binned, binned
from changlai.customers.tables.merging import LABELS, Bundle, Side, choices, moving, sides
from changlai.customers.tables.others import Button, buttons, panels
from changlai.customers.tables.pairs import PairShown, pair_cursor, pair_place, pairs, reasons, rule_name, rule_names
from changlai.customers.tables.parting import Parting, parting
from changlai.customers.tables.quality import Quality, quality
from changlai.customers.tables.record import Record, record
from changlai.customers.tables.rows import Row, product_of, rows
from changlai.customers.tables.timeline import Entry, entries, timeline_cursor

__all__ = [
    "LABELS",
    "Binned",
    "Bundle",
    "Button",
    "Entry",
    "PairShown",
    "Parting",
    "Quality",
    "Record",
    "Row",
    "Side",
    "binned",
    "buttons",
    "choices",
    "entries",
    "moving",
    "pair_cursor",
    "pair_place",
    "pairs",
    "panels",
    "parting",
    "product_of",
    "quality",
    "reasons",
    "record",
    "rows",
    "rule_name",
    "rule_names",
    "sides",
    "timeline_cursor",
]
