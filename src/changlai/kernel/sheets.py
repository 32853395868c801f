"""Tables for spreadsheets: CSV that no program takes for formulas.

A cell is cleaned first (NUL, control and other invisible characters out), then looked at as a spreadsheet would after
its own trimming and folding of full-width signs, and then quoted with an apostrophe when it would be calculated
(OWASP, CSV injection).
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"  # without it, spreadsheet programs on Chinese Windows read GBK
_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_JOINER = "\u200d"  # holds the parts of one emoji together
_KEPT = {"\n", "\t", _JOINER}


class _Line:
    """What ``csv.writer`` writes to: the line comes back as its answer."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8, one by one; the first begins with the mark that says so."""
    writer = csv.writer(_Line())
    start = BOM
    for row in rows:
        yield (start + writer.writerow([cell(value) for value in row])).encode()
        start = ""


def cell(value: object) -> str:
    """A value as text that is shown and never calculated; numbers stay numbers. What looks quoted by us already is
    quoted once more, so that ``typed`` gives back what it was.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = "".join(
        letter for letter in str(value) if letter in _KEPT or unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    return f"'{text}" if _is_calculated(text.lstrip("'")) else text


def typed(text: str) -> str:
    """What a cell of ours holds, as it was before ``cell`` kept it from being calculated."""
    return text[1:] if text.startswith("'") and _is_calculated(text.lstrip("'")) else text


def _is_calculated(text: str) -> bool:
    seen = unicodedata.normalize("NFKC", text.replace(_JOINER, "")).lstrip()
    return seen.startswith(_CALCULATED) or text.startswith(("\t", "\r"))


MARK = "※ "  # begins the line of a file of ours that says who took it; whoever reads the file in leaves it out


def mark(text: str) -> str:
    """The line that says who took a file and when, as a cell."""
    return MARK + cell(text)


def is_mark(row: Sequence[object]) -> bool:
    """Whether a row of a file is such a line: nothing else stands in it."""
    return bool(row) and str(row[0] or "").startswith(MARK) and not any(row[1:])
