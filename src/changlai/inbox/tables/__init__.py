"""What the inbox shows: rows of the list, entries of a thread, the composer and the customer beside it."""

from changlai.inbox.tables.beside import Beside, beside
from changlai.inbox.tables.composer import Composer, Typed, composer
from changlai.inbox.tables.figures import bounded, figures
from changlai.inbox.tables.present import presence_texts, present
from changlai.inbox.tables.rows import Row, head_of, rows
from changlai.inbox.tables.said import said, values_of
from changlai.inbox.tables.thread import Entry, entries
from changlai.inbox.tables.waiting import Waiting, texts, waiting

__all__ = [
    "Beside",
    "Composer",
    "Entry",
    "Row",
    "Typed",
    "Waiting",
    "beside",
    "bounded",
    "composer",
    "entries",
    "figures",
    "head_of",
    "presence_texts",
    "present",
    "rows",
    "said",
    "texts",
    "values_of",
    "waiting",
]
