"""Texts as they are compared: one width, one case, without spaces and punctuation; and what of them was looked for."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from changlai.ui.text import plain

_SELECTORS = range(0xFE00, 0xFE10)  # they choose how a sign is drawn, no more
_KEPT = frozenset("LNMS")  # letters, numbers, marks of letters, signs such as emoji


@lru_cache(maxsize=65_536)
def _of(char: str) -> str:
    """What is left of one character: of a full-width, upper-case one the plain one, of a comma nothing."""
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return "".join(one for one in same if _counts(one))


def _counts(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    return unicodedata.category(char)[0] in _KEPT and ord(char) not in _SELECTORS


def fold(text: str) -> str:
    """The text as it is compared: ``fold("Ｌｉｎ, 晓棠 ") == "lin晓棠"``."""
    return "".join(map(_of, unicodedata.normalize("NFC", text)))


def places(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and of each of its characters where it stands in the text's NFC form."""
    folded = [(one, at) for at, char in enumerate(text) for one in _of(char)]
    return "".join(one for one, _at in folded), [at for _one, at in folded]


def marked(text: str, terms: Iterable[str], *, around: int = 0, length: int = 0) -> Markup:
    """The text for a page, what was looked for (folded) in ``<mark>``.

    With ``length`` no more than so many characters, beginning ``around`` ones before the first place.
    """
    text = " ".join(unicodedata.normalize("NFC", plain(text)).split())
    folded, at = places(text)
    spans = [span for term in terms for span in _spans(folded, at, term)]
    start = max(0, min((begin for begin, _end in spans), default=0) - around) if length else 0
    end = min(len(text), start + length) if length else len(text)
    marks = [False] * len(text)
    for begin, stop in spans:
        marks[begin:stop] = [True] * (stop - begin)
    before, after = escape("…" if start else ""), escape("…" if end < len(text) else "")
    return before + _drawn(text[start:end], marks[start:end]) + after


def _spans(folded: str, at: list[int], term: str) -> Iterable[tuple[int, int]]:
    place = folded.find(term) if term else -1
    while place >= 0:
        yield at[place], at[place + len(term) - 1] + 1
        place = folded.find(term, place + len(term))


def _drawn(text: str, marks: list[bool]) -> Markup:
    parts: list[Markup] = []
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[begin]:
            piece = escape(text[begin:end])
            parts.append(Markup("<mark>{}</mark>").format(piece) if marks[begin] else piece)
            begin = end
    return Markup("").join(parts)
