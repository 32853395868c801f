"""The grid of a preview and of a report, and the columns one chooses from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from changlai.imports import parts, queries, wording
from changlai.imports.actions.editing import MENDABLE, OPEN
from changlai.imports.enums import RowView
from changlai.imports.models import ImportRow, ImportRun
from changlai.records import queries as records
from changlai.records.contracts import Column

SHOWN_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: where it stands in the row, what is wrong with it."""

    place: int
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class GridTwin:
    """Somebody a row may mean."""

    label: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it is shown."""

    row: ImportRow
    cells: Sequence[GridCell]
    twins: Sequence[GridTwin]
    other: str  # what is wrong with the row as a whole
    word: str
    tone: str
    url: str  # of the record it became
    can_mend: bool
    must_skip: bool
    choice: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file that is taken for something."""

    place: int
    label: str
    header: str


def headings(run: ImportRun) -> list[Heading]:
    """The columns a grid shows: those that are taken for something."""
    known = parts.labels(run.kind, run.mapping)
    return [Heading(place, known[path], run.headers[place]) for place, path in enumerate(run.mapping) if path]


def grid(run: ImportRun, rows: Sequence[ImportRow], slug: str) -> list[GridRow]:
    """Rows of one import, for the organisation called ``slug``."""
    return [_grid_row(run, row, slug) for row in rows]


def _grid_row(run: ImportRun, row: ImportRow, slug: str) -> GridRow:
    placed = {path: place for place, path in enumerate(run.mapping) if path}
    wrong = {placed[path]: reason for path, reason in row.errors.items() if path in placed}
    word, tone = wording.ROWS[row.state]
    twins = [
        GridTwin(label, record_url(part, record_id, slug), reason)
        for part, record_id, label, reason, *_more in row.twins
    ]
    mine = [twin for twin in row.twins if twin[0] == run.kind]
    return GridRow(
        row,
        [GridCell(place, row.cells[place], wrong.get(place, "")) for place in sorted(placed.values())],
        twins,
        " ".join(reason for path, reason in row.errors.items() if path not in placed),
        str(word),
        tone,
        record_url(run.kind, row.record_id, slug),
        can_mend=run.state in OPEN and row.state in MENDABLE,
        must_skip=bool(mine) and not any(twin[parts.MAY_CHANGE] for twin in mine),
        choice=parts.choice_of(run, row.twins, row.twin_row, row.choice),
    )


def record_url(kind: str, record_id: int | None, slug: str) -> str:
    """The page of a record; empty for none, and for a kind without pages."""
    known = records.kinds().get(kind)
    if not record_id or known is None:
        return ""
    name, argument = known.page
    return reverse(name, kwargs={"organisation": slug, argument: record_id})


def choices_of(columns: Sequence[Column]) -> list[tuple[str, list[Column]]]:
    """Columns to choose from, in their groups."""
    return [(label, list(inside)) for label, inside in groupby(columns, key=lambda column: str(column.group))]


def samples(run: ImportRun) -> list[list[str]]:
    """The first filled cells of each column."""
    rows = queries.first_rows(run)
    return [[cells[place] for cells in rows if cells[place]][:SHOWN_SAMPLES] for place in range(len(run.headers))]


def figures(run: ImportRun) -> list[dict[str, Any]]:
    """What became of the rows: each figure with the rows behind it, those that are none left out but for new ones."""
    counts: Mapping[RowView, int] = {
        RowView.CREATED: run.created_count,
        RowView.UPDATED: run.updated_count,
        RowView.SKIPPED: run.skipped_count,
        RowView.FAILED: run.failed_count + run.bad_count,
        RowView.GOOD: run.good_count,
        RowView.TWIN: run.twin_count,
        RowView.UNDONE: run.undone_count,
        RowView.KEPT: run.kept_count,
    }
    return [
        {"view": view.value, "label": wording.VIEWS[view], "count": count}
        for view, count in counts.items()
        if count or view == RowView.CREATED
    ]


def filters(run: ImportRun) -> list[dict[str, Any]]:
    """The filters of a preview with their counts."""
    counts = {
        RowView.ALL: run.row_count,
        RowView.BAD: run.bad_count,
        RowView.TWIN: run.twin_count,
        RowView.GOOD: run.good_count,
    }
    return [{"view": view.value, "label": wording.VIEWS[view], "count": count} for view, count in counts.items()]
