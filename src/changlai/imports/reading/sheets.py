"""Spreadsheets (XLSX): values as they were last calculated, never formulas; hidden sheets stay out.

The library keeps a sheet as a full rectangle in memory, so its true extent is looked up first: one cell in the farthest
corner would otherwise take gigabytes (a table of 16 bytes that claims to be 17 billion cells).
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from changlai.imports.errors import Unreadable

UNPACKED_BYTES = 256 * 1024 * 1024
CELLS_MOST = 6_000_000  # of the rectangle a sheet fills; 32 bytes each
EXACT = 10**15  # larger numbers have lost digits in a spreadsheet
_CHUNK = 1024 * 1024
_CARRY = 64  # bytes of the chunk before, so that no address is cut
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,4})([0-9]{0,8})\s*["']""")
_CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[\s/>]")


def names(path: Path) -> list[str]:
    """The sheets one sees, in their order. Raises Unreadable."""
    _refuse_bombs(path)
    with _opened(path) as book:
        return [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]


def rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every row of a sheet with its number, cells as text. Raises Unreadable."""
    _refuse_bombs(path)
    with _opened(path) as book:
        try:
            sheet = book.get_sheet_by_name(name)
        except (CalamineError, ValueError):
            raise Unreadable(_("The sheet “%(name)s” cannot be read.") % {"name": name}) from None
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [text_of(cell) for cell in cells]


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError):
        raise Unreadable(
            _("The spreadsheet is damaged or protected with a password. Save it anew without one.")
        ) from None


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(one.file_size for one in members) > UNPACKED_BYTES:
                raise _too_large()
            for one in members:
                if _SHEET.fullmatch(one.filename) and _extent(archive, one) > CELLS_MOST:
                    raise _too_large()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unreadable(_("The spreadsheet is damaged. Save it anew.")) from None


def _too_large() -> Unreadable:
    return Unreadable(
        _("The spreadsheet is too large to be read at once. Save it as “CSV UTF-8” and choose that file."),
        "imports.too_large",
    )


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Rows times columns the cells of a sheet reach to."""
    last_row = last_column = cells = read = 0
    rest = b""
    with archive.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            read += len(chunk)
            if read > UNPACKED_BYTES:
                raise _too_large()  # its table of contents lied
            text = rest + chunk
            cells += len(_CELL.findall(chunk))
            for letters, digits in set(_ADDRESS.findall(text)):
                last_row = max(last_row, int(digits or 0))
                last_column = max(last_column, _column(letters))
            rest = text[-_CARRY:]
    if not last_row:  # without addresses cells follow one another
        return cells
    return last_row * max(1, last_column or cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def text_of(cell: object) -> str:
    """A cell as a person reads it: long numbers in full, whole ones without a fraction, days as ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, bool) else str(cell).replace("\x00", "")
