"""One way into every table: how it is to be read, where its headers stand, its rows."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from changlai.imports.errors import Unreadable
from changlai.imports.reading import sheets, texts
from changlai.kernel.sheets import is_mark, typed

ROWS_MOST = 500_000
COLUMNS_MOST = 200
CELL_LENGTH = 10_000  # characters; what is longer is cut
HEADER_LENGTH = 200
_SEARCHED = 15  # rows among which the headers are sought
_DATA = re.compile(r"[\d\s.,:/\-+¥$%]+")
_ZIP = b"PK"
_ASIDE = re.compile(r"[(（\[【<《].*?[)）\]】>》]|[*＊:：?？]")
_GAPS = re.compile(r"[\s_\-./\\|、,，·'\"“”]+")

Line = tuple[int, list[str]]  # number as a spreadsheet counts, cells


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is read. ``header`` is the number of the row with the headers, 0: none of them was found."""

    is_sheet: bool
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    header: int = 0

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        return cls(**{**facts, "sheets": tuple(facts.get("sheets", ()))})


def look(path: Path, wanted: dict[str, Any]) -> Form:
    """How to read the file; what somebody chose in ``wanted`` goes before what is found. Raises Unreadable."""
    with path.open("rb") as file:
        is_sheet = file.read(2) == _ZIP
    form = _sheet_form(path, wanted) if is_sheet else _text_form(path, wanted)
    header = wanted.get("header")
    return replace(form, header=header if isinstance(header, int) and header > 0 else find_headers(path, form))


def _sheet_form(path: Path, wanted: dict[str, Any]) -> Form:
    names = tuple(sheets.names(path))
    if not names:
        raise Unreadable(_("The spreadsheet has no sheet that one sees."))
    chosen = wanted.get("sheet")
    if chosen not in names:
        chosen = next((name for name in names if any(True for _ in _filled(sheets.rows(path, name)))), names[0])
    return Form(is_sheet=True, sheet=str(chosen), sheets=names)


def _text_form(path: Path, wanted: dict[str, Any]) -> Form:
    encoding = wanted.get("encoding")
    encoding = encoding if encoding in texts.ENCODINGS else texts.encoding_of(path)
    separator = wanted.get("separator")
    separator = separator if separator in texts.SEPARATORS else texts.separator_of(path, encoding)
    return Form(is_sheet=False, encoding=encoding, separator=separator)


def find_headers(path: Path, form: Form) -> int:
    """The number of the row that names the columns: the widest of the first rows that holds words only."""
    first = list(islice(_filled(_raw(path, form)), _SEARCHED))
    if not first:
        raise Unreadable(_("The table is empty. Choose a file with a row of headers and rows below it."))
    width = max(_width(cells) for _, cells in first)
    for number, cells in first:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) * 2 > width and not any(_DATA.fullmatch(cell) or "@" in cell for cell in filled):
            return number
    return first[0][0]


def lines(path: Path, form: Form) -> tuple[list[str], Iterator[Line]]:
    """The headers, and the rows below them; blank rows are left out. Raises Unreadable.

    A header without a word of its own takes that of the row above (cells that were merged over several columns).
    """
    source = _raw(path, form)
    above: list[str] = []
    headers: list[str] = []
    for number, cells in source:
        if number == form.header:
            headers = _named(cells, above)
            break
        above = cells
    if not headers:
        raise Unreadable(_("There is no row %(number)d to take the headers from.") % {"number": form.header})
    return headers, _rows(source, len(headers))


def _named(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    width = _width(cells)
    if width > COLUMNS_MOST:
        raise Unreadable(
            _("The table has more than %(limit)d columns. Leave out those you do not need.") % {"limit": COLUMNS_MOST}
        )
    named = [" ".join(cell.split())[:HEADER_LENGTH] for cell in cells[:width]]
    spare = [" ".join(cell.split())[:HEADER_LENGTH] for cell in above[:width]]
    if sum(map(bool, spare)) > 1:  # a single one is the table's title
        named = [name or other for name, other in zip(named, spare + [""] * (width - len(spare)), strict=True)]
    return named


def _rows(source: Iterator[Line], width: int) -> Iterator[Line]:
    found = 0
    for number, cells in source:
        row = [cell.strip()[:CELL_LENGTH] for cell in cells[:width]]
        if any(cell[:1] == "'" for cell in row):
            row = [typed(cell) for cell in row]
        if not any(row) or is_mark(cells):  # the last line of a list we exported says who took it
            continue
        found += 1
        if found > ROWS_MOST:
            raise Unreadable(
                _("The table has more than %(limit)d rows. Import it in several files.") % {"limit": ROWS_MOST},
                "imports.too_large",
            )
        yield number, row + [""] * (width - len(row))


def _raw(path: Path, form: Form) -> Iterator[Line]:
    if form.is_sheet:
        return sheets.rows(path, form.sheet)
    return texts.rows(path, form.encoding, form.separator)


def _filled(source: Iterator[Line]) -> Iterator[Line]:
    return ((number, cells) for number, cells in source if any(cell.strip() for cell in cells))


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def normal_header(text: str) -> str:
    """A header as it is compared: one width, lower case, without what stands in brackets, marks and gaps."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _GAPS.sub("", _ASIDE.sub("", plain)) or _GAPS.sub("", plain)
