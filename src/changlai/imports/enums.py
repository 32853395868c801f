"""Closed lists of imports."""

from enum import IntEnum, StrEnum


class ImportState(StrEnum):
    """Where an import stands."""

    READING = "reading"  # rows are taken out of the file
    MAPPING = "mapping"  # somebody says what each column is
    CHECKING = "checking"
    PREVIEW = "preview"  # somebody looks, mends and decides
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"  # what was written stays
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})
WRITTEN = frozenset({ImportState.FINISHED, ImportState.CANCELLED, ImportState.UNDONE})


class RowState(StrEnum):
    """What is known of a row, and what became of it."""

    GOOD = "good"
    TWIN = "twin"  # may be somebody who is there already
    BAD = "bad"
    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"  # not undone: used since


SELDOM = (
    RowState.TWIN,
    RowState.BAD,
    RowState.UPDATED,
    RowState.SKIPPED,
    RowState.FAILED,
    RowState.UNDONE,
    RowState.KEPT,
)


class Step(IntEnum):
    """In which order pieces of a table are dealt with."""

    ANY = 0
    FIRST = 1  # alone: what it makes for all, such as new tags, is there for the others
    GOOD = 2  # no two good rows mean the same record
    REST = 3  # duplicates: few are written in their order, many are shared out
    TWINS = 4  # shared out: those that may mean one record are in one piece, in their order


class TwinChoice(StrEnum):
    """What to do with a row that may be somebody who is there already."""

    SKIP = "skip"
    FILL = "fill"
    OVERWRITE = "overwrite"
    CREATE = "create"


class Basis(StrEnum):
    """Why the organisation may hold these data (PIPL, article 13)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    PUBLIC = "public"
    OWN = "own"  # another system of the same organisation
    OTHER = "other"


class RowView(StrEnum):
    """Which rows of a preview or report are shown."""

    ALL = "all"
    BAD = "bad"
    TWIN = "twin"
    GOOD = "good"
    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"
