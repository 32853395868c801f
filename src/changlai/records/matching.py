"""Whether words of a record hold what was looked for, where, and how well: what the index suggested is looked up here.

Who sees a masked word only in part, and may not have it shown, finds it whole, a phone number by its last four digits
besides: exactly what the mask shows. Otherwise a number could be felt out digit by digit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from changlai.records import saying
from changlai.records.contracts import Word
from changlai.records.folding import fold
from changlai.records.pieces import ELSEWHERE, END, EXACT, HEAD, NAME, PREFIX, SAID, TEXT, numbers_of, phone_digits


@dataclass(frozen=True, slots=True)
class Match:
    """The best word of a record: ``rank`` as in ``pieces``, and whether it is shown to who asks."""

    rank: int
    word: Word
    is_shown: bool
    is_end: bool = False  # of a phone number

    @property
    def order(self) -> tuple[int, int]:
        return self.rank, -self.word.weight


@dataclass(frozen=True, slots=True)
class Sight:
    """Of which masked fields a member sees the words in full, and of which parts may be looked for."""

    sees: Callable[[str], bool]
    parts: Callable[[str], bool]


def best(words: Sequence[Word], terms: Sequence[str], sight: Sight) -> Match | None:
    """How well a record fits, by its best word; None when one of the terms is nowhere in it."""
    whole = fold("".join(terms))
    found: list[Match] = []
    for term in terms:
        fitting = list(_all(words, term, whole, sight))
        if not fitting:
            return None
        found.append(min(fitting, key=lambda match: match.order))
    first = min(found, key=lambda match: match.order)
    if len(terms) > 1 and first.rank != EXACT:
        return Match(ELSEWHERE, first.word, first.is_shown, first.is_end)
    return first


def _all(words: Iterable[Word], term: str, whole: str, sight: Sight) -> Iterable[Match]:
    for word in words:
        is_shown = not word.is_masked or sight.sees(word.field)
        is_open = is_shown or sight.parts(word.field)
        digits = phone_digits(word.text)
        rank = (
            _in_phone(digits, term, whole, is_open=is_open) if digits else _in_text(word, term, whole, is_open=is_open)
        )
        if rank is not None:
            yield Match(rank, word, is_shown, is_end=bool(digits) and rank == PREFIX)


def _in_phone(digits: str, term: str, whole: str, *, is_open: bool) -> int | None:
    if whole in numbers_of(digits):
        return EXACT
    if len(term) < END or not term.isdigit():
        return None
    if digits.endswith(term) and (is_open or len(term) == END):
        return PREFIX
    return ELSEWHERE if is_open and term in digits else None


def _in_text(word: Word, term: str, whole: str, *, is_open: bool) -> int | None:
    text = fold(word.text[:TEXT])
    is_head = word.weight >= HEAD and not word.is_masked
    if text == whole and (is_head or word.is_masked):
        return EXACT
    if not is_open:
        return None
    if len(term) == 1:
        return PREFIX if is_head and text.startswith(term) else None
    if term in text:
        return (PREFIX if text.startswith(term) else NAME) if is_head else ELSEWHERE
    is_said = is_head and word.field in SAID and term.isascii() and term.isalpha() and saying.is_said(text, term)
    return NAME if is_said else None
