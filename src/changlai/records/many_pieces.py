"""The pieces of many records at once, as numbers: of each what ``pieces`` says, worked out by numpy for all of them.

Words repeat (a company, a surname), and so do two characters side by side: each different text is folded once, each
different piece is hashed once. What is left is sorting integers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from changlai.kernel import crypto
from changlai.records import pieces
from changlai.records.contracts import Word
from changlai.records.folding import fold
from changlai.records.pieces import ANY, BEGIN, END, MASKED, MASKED_WHOLE, MOST, NAMED, PHONE, PHONE_END, WHOLE
from changlai.records.saying import rests

Ints = NDArray[np.int64]
_FOUR, _HALF = 10**END, 1 << 31
_CHAR, _LETTER = 21, 7  # bits of any character, and of a Latin one
_THREE_LETTERS, _FOUR_DIGITS = 1 << 43, 1 << 44  # above all pairs of characters: what sort of piece a code stands for
_GAP = "\x00"  # between texts: no folded one holds it


@dataclass(frozen=True, slots=True)
class Held:
    """The numbers of records, those of the first one first: each record's are sorted and end before ``ends``."""

    ids: Sequence[int]
    numbers: NDArray[np.int32]
    ends: Ints

    def of_each(self) -> Iterator[tuple[int, list[int]]]:
        """Record by record."""
        for one, start, end in zip(self.ids, [0, *self.ends.tolist()], self.ends.tolist(), strict=False):
            yield one, self.numbers[start:end].tolist()


def held_by(organisation_id: int, kind: str, words: Mapping[int, Sequence[Word]]) -> Held:
    """What the index is to hold of these records, under the newest key; of who has no words nothing."""
    key = crypto.search_key(organisation_id, kind, crypto.newest_key_id())
    batch = _Batch(key)
    for row, held in enumerate(words.values()):
        batch.take(row, held)
    flat = _each_once(batch.flat())
    ends = np.searchsorted(flat >> 32, np.arange(1, len(words) + 1))
    made = Held(list(words), ((flat & 0xFFFFFFFF) - _HALF).astype(np.int32), ends)
    return _shortened(made, organisation_id, kind, words)


def _shortened(made: Held, organisation_id: int, kind: str, words: Mapping[int, Sequence[Word]]) -> Held:
    """The same with no more than MOST of a record: those of its heaviest words."""
    if not len(made.ids) or np.diff(made.ends, prepend=0).max() <= MOST:
        return made
    each = [
        own if len(own) <= MOST else pieces.numbers(organisation_id, kind, pieces.pieces(words[one]))
        for one, own in made.of_each()
    ]
    flat = np.array([number for own in each for number in own], dtype=np.int32)
    return Held(made.ids, flat, np.cumsum([len(own) for own in each]))


class _Batch:
    """Words of many records, each different text once for each way it is cut."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.texts: dict[tuple[str, str], int] = {}
        self.rows: list[int] = []  # of each word the record, and its text
        self.held: list[int] = []
        self.phones: list[str] = []
        self.phone_rows: list[int] = []

    def take(self, row: int, words: Iterable[Word]) -> None:
        for word in words:
            digits = pieces.phone_digits(word.text) if word.text[:1] == "+" else ""
            if digits:
                self.phones.append(digits)
                self.phone_rows.append(row)
            else:
                text = word.text[: pieces.TEXT], _shape(word)
                self.held.append(self.texts.setdefault(text, len(self.texts)))
                self.rows.append(row)

    def flat(self) -> Ints:
        """Record and number of every piece, in one integer each."""
        owners, numbers = self._of_texts()
        counts = np.bincount(owners, minlength=len(self.texts) + 1)
        starts = np.cumsum(counts) - counts
        held, rows = np.array(self.held, dtype=np.int64), np.array(self.rows, dtype=np.int64)
        many = counts[held]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        spread = numbers[np.repeat(starts[held], many) + within]
        return np.concatenate([_joined(np.repeat(rows, many), spread), *self._of_phones()])

    def _of_texts(self) -> tuple[Ints, Ints]:
        """Of every piece of a text the text and the number, text by text."""
        folded = [fold(text) for text, _shape in self.texts]
        shapes = [shape for _text, shape in self.texts]
        codes, owners = _grams(folded)
        found = _each_once(codes)
        where = np.searchsorted(found, codes)
        shape_of = np.array([ord(shape) for shape in shapes] or [0])
        made = [self._fixed(folded, shapes)]
        for letter, cut in ((ANY, "ans"), (NAMED, "ns"), (MASKED, "m")):
            chosen = np.isin(shape_of[owners], [ord(one) for one in cut])
            asked = _each_once(where[chosen])
            numbers = np.zeros(len(found), dtype=np.int64)
            numbers[asked] = [pieces.number(self.key, letter + _gram(code)) for code in found[asked].tolist()]
            made.append((owners[chosen], numbers[where[chosen]]))
        owner, number = (np.concatenate([one[side] for one in made]) for side in (0, 1))
        order = np.argsort(owner, kind="stable")
        return owner[order], number[order]

    def _fixed(self, folded: Sequence[str], shapes: Sequence[str]) -> tuple[Ints, Ints]:
        """What is hashed of a text besides pieces of its middle."""
        each = [_outside(self.key, text, shape) if text else () for text, shape in zip(folded, shapes, strict=True)]
        owners = np.repeat(np.arange(len(each)), [len(one) for one in each])
        return owners, np.fromiter(chain.from_iterable(each), dtype=np.int64)

    def _of_phones(self) -> Iterator[Ints]:
        by_length: dict[int, list[int]] = {}
        for at, digits in enumerate(self.phones):
            by_length.setdefault(len(digits), []).append(at)
        for length, places in by_length.items():
            ends, middles = (_of_four(self.key, letter) for letter in (PHONE_END, PHONE))
            text = "".join(self.phones[at] for at in places).encode()
            told = np.frombuffer(text, dtype=np.uint8).reshape(len(places), length).astype(np.int64) - ord("0")
            rows = np.array([self.phone_rows[at] for at in places], dtype=np.int64)
            fours = [told[:, at : at + END] @ (10 ** np.arange(END - 1, -1, -1)) for at in range(length - END + 1)]
            yield from (_joined(rows, middles[four]) for four in fours)
            yield _joined(rows, ends[fours[-1]])
            for at, row in zip(places, rows.tolist(), strict=True):
                whole = [pieces.hashed(self.key, MASKED_WHOLE + one) for one in pieces.numbers_of(self.phones[at])]
                yield _joined(np.full(len(whole), row), np.array(whole, dtype=np.int64))


def _shape(word: Word) -> str:
    """Into what a word is cut: (a)nywhere, a (n)ame, one that is (s)aid, or (m)asked."""
    if word.is_masked:
        return "m"
    if word.weight < pieces.HEAD:
        return "a"
    return "s" if word.field in pieces.SAID else "n"


@lru_cache(maxsize=32_768)
def _outside(key: bytes, text: str, shape: str) -> tuple[int, ...]:
    """The whole of a folded text, its beginning, and how it is said."""
    if shape == "m":
        return (pieces.hashed(key, MASKED_WHOLE + text),)
    if shape == "a":
        return ()
    said = dict.fromkeys(rests(text)) if shape == "s" else ()
    return (
        pieces.hashed(key, WHOLE + text),
        pieces.number(key, BEGIN + text[:1]),
        pieces.number(key, BEGIN + text[:2]),
        *chain.from_iterable(_spoken(key, rest) for rest in said),
    )


@lru_cache(maxsize=65_536)
def _spoken(key: bytes, syllables: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(pieces.number(key, one) for one in pieces.spoken(syllables))


@lru_cache(maxsize=64)
def _of_four(key: bytes, letter: str) -> Ints:
    """The number of every four digits."""
    return np.array([pieces.hashed(key, f"{letter}{four:04}") for four in range(_FOUR)], dtype=np.int64)


def _each_once(numbers: Ints) -> Ints:
    """Sorted, each once; several times as fast as numpy's own ``unique``, which hashes."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _joined(rows: Ints, numbers: Ints) -> Ints:
    return (rows << 32) | (numbers + _HALF)


def _grams(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """What ``pieces.grams`` says of each text, as codes, and whose they are."""
    joined = _GAP.join([*texts, "", "", ""]).encode("utf-32-le")
    c = np.frombuffer(joined, dtype="<u4").astype(np.int64)
    owner = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    size = len(owner)
    if not size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    c = np.concatenate([c, np.zeros(END, dtype=np.int64)])
    first, second, third, fourth = (c[at : at + size] for at in range(END))
    is_latin = (c > 0) & (c < 1 << _LETTER)
    is_digit = (c >= ord("0")) & (c <= ord("9"))
    two = (first > 0) & (second > 0)
    three = _all(is_latin, 3, size) & ~_all(is_digit, 3, size)
    four = _all(is_digit, END, size)
    pairs = (first << _CHAR) | second
    threes = _THREE_LETTERS | (first << 2 * _LETTER) | (second << _LETTER) | third
    zero = ord("0")
    fours = _FOUR_DIGITS | ((((first - zero) * 10 + second - zero) * 10 + third - zero) * 10 + fourth - zero)
    codes = np.concatenate([pairs[two], threes[three], fours[four]])
    return codes, np.concatenate([owner[two], owner[three], owner[four]])


def _all(holds: NDArray[np.bool_], count: int, size: int) -> NDArray[np.bool_]:
    """Whether it holds for so many characters from here on."""
    found = holds[:size]
    for at in range(1, count):
        found = found & holds[at : at + size]
    return found


def _gram(code: int) -> str:
    if code & _FOUR_DIGITS:
        return f"{code ^ _FOUR_DIGITS:04}"
    if code & _THREE_LETTERS:
        rest, mask = code ^ _THREE_LETTERS, (1 << _LETTER) - 1
        return chr(rest >> 2 * _LETTER) + chr(rest >> _LETTER & mask) + chr(rest & mask)
    return chr(code >> _CHAR) + chr(code & ((1 << _CHAR) - 1))
