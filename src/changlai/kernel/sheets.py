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
    """A value as text that is shown and never calculated; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = "".join(
        letter for letter in str(value) if letter in _KEPT or unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    seen = unicodedata.normalize("NFKC", text.replace(_JOINER, "")).lstrip()
    return f"'{text}" if seen.startswith(_CALCULATED) or text.startswith(("\t", "\r")) else text


def typed(text: str) -> str:
    """What a cell of ours holds, as it was before ``cell`` kept it from being calculated."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text
