"""Texts as one array of folded code points: width and case folded, addresses, names and numbers as classes.

A batch is read as a whole, without a Python step for each character. Every text stands between two marks, so that its
first and last characters can be features, and no piece crosses from one text into another.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]

MARK = 1  # the code before and after every text
LIMIT = 2000  # characters of one text that are read: beyond that, more words change no judgement
URL, NAME, NUMBER = "\ue001", "\ue002", "\ue003"
_SPLIT = "\x1e"
_CLASSES = re.compile(
    r"(?P<url>(?:https?://|www\.)[!-~]+)|(?P<name>@[\w\-]{1,30})|(?P<number>\d+(?:[.,:]\d+)*)|(?P<again>(.)\5{2,})"
)
_NAMED_NUMBERS = frozenset({"12315", "12345", "110", "120", "315"})  # the lines people threaten to call, or do
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_DROPPED = frozenset(
    {0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF, 0x00AD}
    | set(range(0x202A, 0x202F))
    | set(range(0x2066, 0x206A))
)


@dataclass(frozen=True, slots=True)
class Read:
    """A batch: ``codes`` of all texts, marks included; ``owner``: which text a code is of; ``count`` texts."""

    codes: Codes
    owner: Places
    count: int


def read(texts: Sequence[str]) -> Read:
    """Fold and lay out texts; of a very long one only the first ``LIMIT`` characters. Never raises."""
    joined = _SPLIT.join([_clean(text) for text in texts])
    return _laid_out(_codes(_CLASSES.sub(_class, joined)), len(texts))


def read_placed(text: str) -> tuple[Codes, Places]:
    """One text's codes between its marks, and for each of them where its piece begins in the text (marks: -1)."""
    pieces: list[str] = []
    places: list[int] = []
    cleaned, last = _clean(text), 0
    for found in _CLASSES.finditer(cleaned):
        pieces.append(cleaned[last : found.start()])
        places.extend(range(last, found.start()))
        named = _class(found)
        pieces.append(named)
        places.extend([found.start()] * len(named) if len(named) == 1 else _spread(found, len(named)))
        last = found.end()
    pieces.append(cleaned[last:])
    places.extend(range(last, len(cleaned)))
    folded = _fold(_codes("".join(pieces)))
    kept = folded != 0
    codes = np.concatenate([[MARK], folded[kept], [MARK]]).astype(np.uint32)
    return codes, np.concatenate([[-1], np.array(places, dtype=np.int64)[kept], [-1]])


def _spread(found: re.Match[str], size: int) -> list[int]:
    return [found.start() + index for index in range(size)]


def _clean(text: str) -> str:
    return text[:LIMIT].replace(_SPLIT, " ")


def _class(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "url":
        return URL
    if kind == "name":
        return NAME
    if kind == "number":
        return found[0] if found[0] in _NAMED_NUMBERS else NUMBER
    return found[0][:2]


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _laid_out(raw: Codes, count: int) -> Read:
    folded = _fold(raw)
    split = raw == ord(_SPLIT)
    folded = np.where(split, np.uint32(MARK), folded)
    folded = folded[folded != 0]
    if not count:
        return Read(np.zeros(0, np.uint32), np.zeros(0, np.int64), 0)
    sizes = np.where(folded == MARK, 2, 1)  # a seam is the end mark of one text and the first mark of the next
    codes = np.concatenate([[MARK], np.repeat(folded, sizes), [MARK]]).astype(np.uint32)
    is_mark = codes == MARK
    owner = (np.cumsum(is_mark) - 1) // 2
    owner[is_mark] = np.arange(int(is_mark.sum())) // 2
    return Read(codes, owner.astype(np.int64), count)


def _fold(codes: Codes) -> Codes:
    table = _folding()
    return np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes).astype(np.uint32)


@functools.cache
def _folding() -> Codes:
    """What a code is read as; 0: not at all. Control characters are blanks, direction marks are nothing."""
    table = np.arange(_SKIN_TONES.stop, dtype=np.uint32)
    for code in range(0x10000):
        letter = chr(code)
        folded = unicodedata.normalize("NFKC", letter).lower()
        if code in _DROPPED:
            table[code] = 0
        elif unicodedata.category(letter) == "Cc" or folded.isspace():
            table[code] = ord(" ")
        elif len(folded) == 1:
            table[code] = ord(folded)
    table[list(_SKIN_TONES)] = 0
    return table
