"""Rows as files: CSV and XLSX, written row by row, with a mark of who took them and when.

Cells that a spreadsheet would calculate are quoted in both (kernel.sheets), so that a file saved again as CSV is as
harmless as the first one; an import takes the quotes off again. The mark stands in the last line (and in the
properties, header and footer of a spreadsheet): the first line heads the columns, so the file can be brought in again.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from changlai.kernel.sheets import BOM, cell, mark
from changlai.records.enums import AttributeKind as K
from changlai.records.enums import SheetFormat
from changlai.records.exporting import Head, Row

SHEET_ROWS = 1_048_576  # of one sheet of XLSX, its head among them
_WIDTH = 18
MEDIA_TYPES = {
    SheetFormat.CSV: "text/csv",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file says of itself: its title, who took it and when, in words, and the number of the export."""

    title: str
    taken: str
    number: int


def write(path: Path, form: SheetFormat, paper: Paper, heads: Sequence[Head], rows: Iterable[Row]) -> None:
    """Write a file of any length in bounded memory."""
    (_write_csv if form == SheetFormat.CSV else _write_xlsx)(path, paper, heads, rows)


def _write_csv(path: Path, paper: Paper, heads: Sequence[Head], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(BOM)
        writer = csv.writer(out)
        writer.writerow([cell(head.label) for head in heads])
        figures = [head.kind in {K.NUMBER, K.MONEY} for head in heads]
        for row in rows:
            writer.writerow([_plain(text, is_figure=one) for text, one in zip(row, figures, strict=True)])
        writer.writerow([mark(paper.taken)])


def _plain(text: str, *, is_figure: bool) -> str:
    """A figure of ours is shown as it is, below zero too."""
    return text if is_figure and _is_number(text) else cell(text)


def _write_xlsx(path: Path, paper: Paper, heads: Sequence[Head], rows: Iterable[Row]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(path, options | {"tmpdir": str(path.parent)})
    book.set_properties({"title": paper.title, "comments": paper.taken, "category": str(paper.number)})
    bold = book.add_format({"bold": True})
    forms = {
        K.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
        K.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        K.MONEY: book.add_format({"num_format": "#,##0.00"}),
    }
    faint = book.add_format({"font_color": "#A0A0A0", "italic": True})
    for number, part in enumerate(_parts(rows), 1):
        sheet = book.add_worksheet(f"{paper.title[:24]} {number}".translate(_NOT_IN_NAMES))
        sheet.set_column(0, len(heads) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.set_footer(f"&L&8&K999999{paper.taken.replace('&', '&&')[:200]}")
        for place, head in enumerate(heads):
            sheet.write_string(0, place, cell(head.label), bold)
        at = 0
        for at, row in enumerate(part, 1):
            for place, (text, head) in enumerate(zip(row, heads, strict=True)):
                if text:
                    _put(sheet, at, place, text, head.kind, forms.get(head.kind))
        sheet.write_string(at + 1, 0, mark(paper.taken), faint)
    book.close()


_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def _parts(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    """As many rows as one sheet takes beside its head and its mark; one part at least. Each is used up before the
    next.
    """
    left = iter(rows)
    first = next(left, None)
    is_first = True
    while is_first or first is not None:
        part = _Part(first, left, SHEET_ROWS - 2)
        yield iter(part)
        first, is_first = part.following(), False


class _Part:
    """Rows of one sheet."""

    def __init__(self, first: Row | None, left: Iterator[Row], size: int) -> None:
        self._first, self._left, self._size = first, left, size

    def __iter__(self) -> Iterator[Row]:
        if self._first is None:
            return
        yield self._first
        for count, row in enumerate(self._left, 2):
            yield row
            if count == self._size:
                return

    def following(self) -> Row | None:
        return next(self._left, None)


def _put(sheet: "xlsxwriter.worksheet.Worksheet", at: int, place: int, text: str, kind: K, form: object) -> None:
    """One cell of its kind; what does not read as it stays a text."""
    if kind in {K.NUMBER, K.MONEY} and _is_number(text):
        sheet.write_number(at, place, float(text), form)
        return
    if kind in {K.DATE, K.MOMENT}:
        with suppress(ValueError):
            moment = date.fromisoformat(text) if kind == K.DATE else datetime.fromisoformat(text)
            sheet.write_datetime(at, place, moment, form)
            return
    sheet.write_string(at, place, cell(text))


def _is_number(text: str) -> bool:
    """Whether it is a figure a spreadsheet keeps exactly: at most fifteen digits."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdecimal() and len(digits) <= 15  # noqa: PLR2004 - of a double
