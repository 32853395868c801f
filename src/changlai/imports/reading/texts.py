"""Text tables: which encoding, which separator, which rows."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from changlai.imports.errors import Unreadable

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
SEPARATORS = (",", ";", "\t")
_CHUNK = 1024 * 1024
_HEAD = 256 * 1024
_LINES = 50  # rows the separator is judged by
FIELD_LENGTH = 131_072  # the csv module's own bound of one field, in characters


def encoding_of(path: Path) -> str:
    """The encoding of a whole file: by its mark, as UTF-8 where all of it is, as GB 18030 where all of it is.

    Raises Unreadable when it is none of them.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:200].count(0) * 3 > len(head[:200]):
        return "utf-16-le" if head[1:200:2].count(0) > head[0:200:2].count(0) else "utf-16-be"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise Unreadable(
        _("The file is neither UTF-8 nor GB 18030. Save it again as “CSV UTF-8” and choose it once more."),
        "imports.encoding",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def separator_of(path: Path, encoding: str) -> str:
    """The separator with which the first rows come out widest and most alike."""
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_HEAD))
    return max(SEPARATORS, key=lambda one: _fit(head, one))


def _fit(head: str, separator: str) -> tuple[float, int]:
    """How many of the first rows have the commonest width above one, weighed by that width."""
    try:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        widths = [len(row) for row, _ in zip((row for row in reader if row), range(_LINES), strict=False)]
    except csv.Error:
        return 0.0, 0
    (width, often), *_rest = Counter(widths).most_common(1) or [(0, 0)]
    return (often / len(widths) if width > 1 else 0.0), width


def rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number, counted from 1 as a spreadsheet does. Raises Unreadable with the row's number."""
    number = 0
    with path.open("r", encoding=encoding, newline="") as file:
        reader = csv.reader(_without_nul(file), delimiter=separator)
        while True:
            number += 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise _unreadable(number) from None
            except UnicodeDecodeError:
                raise Unreadable(
                    _("The file is not in the chosen encoding. Choose another one."), "imports.encoding"
                ) from None
            yield number, row


def _without_nul(file: Iterator[str]) -> Iterator[str]:
    for line in file:
        yield line.replace("\x00", "") if "\x00" in line else line


def _unreadable(number: int) -> Unreadable:
    sentence = _(
        "Row %(number)d cannot be read: a quotation mark is missing, or a cell is longer than %(limit)d characters. "
        "Mend it and choose the file again."
    )
    return Unreadable(sentence % {"number": number, "limit": FIELD_LENGTH})
