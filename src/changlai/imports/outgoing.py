"""Files that go out again: rows that are not in yet, with the reason; a sample to fill in."""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from changlai.imports import actions, parts, queries
from changlai.imports.enums import RowState
from changlai.imports.models import ImportRow, ImportRun
from changlai.kernel import sheets
from changlai.records.contracts import Column

PIECE = 2_000


def failed_lines(run: ImportRun) -> Iterator[bytes]:
    """Rows that are not in, as CSV: the file's own columns and the reason; it can be mended and brought in again."""
    return sheets.csv_lines(_failed(run))


def _failed(run: ImportRun) -> Iterator[Sequence[object]]:
    yield [*run.headers, _("Reason")]
    named = parts.labels(run.kind, run.mapping)
    after = 0
    while found := queries.failed_rows(run, after=after, limit=PIECE):
        for row in actions.reworded(run, list(found)):
            yield [*row.cells, _why(row, named)]
        after = found[-1].number


def _why(row: ImportRow, named: dict[str, str]) -> str:
    if row.state == RowState.FAILED:
        return row.said
    told = [
        _("%(name)s: %(reason)s") % {"name": named.get(path, path), "reason": why} for path, why in row.errors.items()
    ]
    return " ".join(told)


def sample_columns(kind: str) -> list[Column]:
    """Columns with an example, those a table must have first."""
    shown = [column for column in parts.columns(kind) if column.example]
    return sorted(shown, key=lambda column: not (column.is_required or column.is_key or column.path == "name"))


def sample_csv(kind: str) -> Iterator[bytes]:
    """A table with the names of the columns and one row of examples."""
    columns = sample_columns(kind)
    return sheets.csv_lines([[str(column.label) for column in columns], [column.example for column in columns]])


def sample_xlsx(kind: str) -> bytes:
    """The same as a spreadsheet; every cell is text, so that long numbers stay as they are typed."""
    columns = sample_columns(kind)
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold, text = book.add_format({"bold": True, "bg_color": "#E2EFEF"}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(columns) - 1, 18, text)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.label), bold)
            sheet.write_string(1, place, column.example, text)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
