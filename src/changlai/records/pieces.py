"""What the index holds of a record: its words cut into pieces, each a keyed number of four bytes.

A piece is a text of ours: what it is in one character, then some characters of a word. Two characters of any word
stand side by side in a piece, so nothing is missed whatever the language; which words are meant is looked up in the
protected rows afterwards. See docs/adr/0021-search.md for what the numbers tell somebody who reads the database.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice, product

from changlai.kernel import crypto
from changlai.records.contracts import Word
from changlai.records.folding import fold
from changlai.records.saying import SYLLABLES, rests

VERSION = 1  # of what this file makes: another one has everything read again
HEAD = 70  # weight from which a word names its record: it is found by its beginning, and said
SAID = ("name", "remark")  # fields that are also found by how they are said
TEXT = 2_000  # characters of a word; the rest of a longer one is not found
MOST = 1_500  # pieces of a record
LETTERS, INITIALS = (2, 3, 4, 6, 8), (2, 3, 4, 6)  # so many of the first ones of what is said are a piece
END = 4  # last digits of a phone number; of any number so many digits are looked for together
TERMS, WAYS = 3, 27  # of what is looked for: words asked of the index, ways in which all of them may be there
_PHONE = re.compile(r"\+(\d{5,15})")
_SPACED_NUMBER = re.compile(r"[+\d][\d\s().\-]{3,29}")
CHINA = "86"

# What a piece is. Masked words have kinds of their own, which are asked for only by who sees them.
WHOLE, BEGIN, NAMED, ANY, SPOKEN, INITIAL = "=", "^", "n", "g", "p", "i"
PHONE, PHONE_END, MASKED_WHOLE, MASKED = "#", "$", "!", "m"

EXACT, PREFIX, NAME, ELSEWHERE = range(4)  # ranks of hits


def phone_digits(text: str) -> str:
    """The digits of a number in E.164; empty for any other text."""
    found = _PHONE.fullmatch(text)
    return found[1] if found else ""


def numbers_of(digits: str) -> tuple[str, ...]:
    """A phone number as it may be typed in full: with the country code, and at home."""
    return (digits, digits.removeprefix(CHINA)) if digits.startswith(CHINA) else (digits,)


def pieces(words: Iterable[Word]) -> list[str]:
    """The pieces of a record's words; those of the heaviest words when there are too many."""
    found = (piece for word in sorted(words, key=lambda word: -word.weight) for piece in _of_word(word))
    return list(islice(dict.fromkeys(found), MOST))


def _of_word(word: Word) -> Iterator[str]:
    digits = phone_digits(word.text)
    if digits:
        yield PHONE_END + digits[-END:]
        yield from (MASKED_WHOLE + number for number in numbers_of(digits))
        yield from (PHONE + digits[at : at + END] for at in range(len(digits) - END + 1))
        return
    text = fold(word.text[:TEXT])
    if not text:
        return
    if word.is_masked:
        yield MASKED_WHOLE + text
        yield from (MASKED + gram for gram in grams(text))
        return
    if word.weight >= HEAD:
        yield from (WHOLE + text, BEGIN + text[:1], BEGIN + text[:2])
        yield from (NAMED + gram for gram in grams(text))
        yield from said(text) if word.field in SAID else ()
    yield from (ANY + gram for gram in grams(text))


def said(text: str) -> Iterator[str]:
    """The pieces of how a folded text is said: its letters and its initials, from each syllable on."""
    for rest in dict.fromkeys(rests(text)):
        yield from spoken(rest)


@lru_cache(maxsize=32_768)
def spoken(syllables: tuple[str, ...]) -> tuple[str, ...]:
    """The pieces of syllables that are said from the first one on."""
    letters, initials = "".join(syllables), "".join(one[0] for one in syllables)
    return (
        *(SPOKEN + letters[:end] for end in LETTERS if end <= len(letters)),
        *(INITIAL + initials[:end] for end in INITIALS if end <= len(initials)),
    )


def grams(text: str) -> Iterator[str]:
    """Two characters side by side; of Latin words three besides, of numbers four: two are in every other record."""
    for at in range(len(text) - 1):
        yield text[at : at + 2]
        yield from _wide(text, at)


def needed(text: str) -> list[str]:
    """So many of the pieces of a text as tell it: the wide ones, and two characters where there is none."""
    found: list[str] = []
    covered = 0  # so many characters are in a wide piece
    for at in range(len(text) - 1):
        wide = list(_wide(text, at))
        found += wide
        covered = max([covered, *(at + len(one) for one in wide)])
        if covered < at + 2:
            found.append(text[at : at + 2])
    return list(dict.fromkeys(found))


def _wide(text: str, at: int) -> Iterator[str]:
    three, four = text[at : at + 3], text[at : at + END]
    if len(three) == 3 and three.isascii() and not three.isdigit():  # noqa: PLR2004 - three, as it is called
        yield three
    if len(four) == END and four.isascii() and four.isdigit():
        yield four


# --- what is looked for -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Probe:
    """Pieces that a record has to have, all of them, to stand on this rank."""

    rank: int
    pieces: tuple[str, ...]


def terms_of(text: str) -> list[str]:
    """The words that are looked for, folded; a number typed in groups is one word. All of them have to be there."""
    text = text.strip()
    parts = [text] if _SPACED_NUMBER.fullmatch(text) else text.split()
    folded = [bare_number(fold(part)) for part in parts]
    return list(dict.fromkeys(one for one in folded if one))


def bare_number(text: str) -> str:
    """A number without what is dialled before it from outside or from another town; anything else unchanged."""
    if text.isascii() and text.isdigit() and len(text) > 7:  # noqa: PLR2004 - shorter ones are no whole numbers
        return text.removeprefix("00").removeprefix("0") or text
    return text


def is_enough(text: str) -> bool:
    """Whether there is something to look for: two characters, or one that is a word already."""
    return any(len(term) > 1 or not term.isascii() for term in terms_of(text))


def probes(text: str, *, sees_masked: bool) -> list[Probe]:
    """What to ask the index for, the best rank first. Who does not see masked words finds them whole only, and a
    phone number by its end."""
    terms = terms_of(text)
    if not is_enough(text):
        return []
    whole = fold("".join(terms))
    found = [Probe(EXACT, (WHOLE + whole,)), Probe(EXACT, (MASKED_WHOLE + whole,))]
    if len(terms) == 1:
        return [*found, *_single(terms[0], sees_masked=sees_masked)]
    asked = sorted((one for one in terms if len(one) > 1 or not one.isascii()), key=len, reverse=True)[:TERMS]
    ways = product(*(_anywhere(one, sees_masked=sees_masked) for one in asked))
    together = (tuple(dict.fromkeys(piece for part in way for piece in part)) for way in islice(ways, WAYS))
    return [*found, *(Probe(ELSEWHERE, way) for way in together)]


def ways(text: str, *, sees_masked: bool) -> list[Probe]:
    """The same where the rank does not matter: who has the whole of a name, its beginning or pieces of it has the same
    pieces as of any word, and is not asked for twice. One character has no other piece.
    """
    found = probes(text, sees_masked=sees_masked)
    if any(len(term) == 1 for term in terms_of(text)):
        return found
    return [one for one in found if not {piece[0] for piece in one.pieces} <= {WHOLE, BEGIN, NAMED}]


def _single(term: str, *, sees_masked: bool) -> Iterator[Probe]:
    if len(term) == 1:
        yield Probe(PREFIX, (BEGIN + term,))
        return
    named = tuple(NAMED + gram for gram in needed(term))
    inner = named[1:] if named[0] == NAMED + term[:2] else named  # who begins so holds it anyway
    yield Probe(PREFIX, (BEGIN + term[:2], *inner))
    if _is_number(term) and (sees_masked or len(term) == END):
        yield Probe(PREFIX, (PHONE_END + term[-END:], *(_phone(term) if sees_masked else ())))
    yield Probe(NAME, named)
    yield from (Probe(NAME, way) for way in _spoken(term))
    yield Probe(ELSEWHERE, tuple(ANY + gram for gram in needed(term)))
    if sees_masked:
        yield Probe(ELSEWHERE, tuple(MASKED + gram for gram in needed(term)))
        yield from [Probe(ELSEWHERE, _phone(term))] if _is_number(term) else []


def _anywhere(term: str, *, sees_masked: bool) -> list[tuple[str, ...]]:
    """Each way in which one of several words may be there."""
    if len(term) == 1:
        return [(BEGIN + term,)]
    found = [tuple(ANY + gram for gram in needed(term)), *_spoken(term)]
    if _is_number(term) and (sees_masked or len(term) == END):
        found.append(_phone(term) if sees_masked else (PHONE_END + term,))
    if sees_masked:
        found.append(tuple(MASKED + gram for gram in needed(term)))
    return found


def _spoken(term: str) -> Iterator[tuple[str, ...]]:
    if term.isascii() and term.isalpha():
        yield (SPOKEN + term[: max(end for end in LETTERS if end <= len(term))],)
        if len(term) <= SYLLABLES:
            yield (INITIAL + term[: max(end for end in INITIALS if end <= len(term))],)


def _is_number(term: str) -> bool:
    return term.isascii() and term.isdigit() and len(term) >= END


def _phone(term: str) -> tuple[str, ...]:
    return tuple(PHONE + term[at : at + END] for at in range(len(term) - END + 1))


# --- as numbers ---------------------------------------------------------------------------------------------------


def kind_number(slug: str) -> int:
    """A kind of record as the index knows it."""
    return _signed(zlib.crc32(slug.encode()))


def key_number(key_id: str) -> int:
    """With which key and which release of this file a record was read, as the index knows it."""
    return _signed(zlib.crc32(f"{VERSION}:{key_id}".encode()))


def numbers(organisation_id: int, kind: str, found: Sequence[str], key_id: str = "") -> list[int]:
    """Pieces as the index holds them, sorted, each once; under the newest key, or the one that is named."""
    key = crypto.search_key(organisation_id, kind, key_id or crypto.newest_key_id())
    return sorted({number(key, piece) for piece in found})


def hashed(key: bytes, piece: str) -> int:
    """A piece as a number."""
    return int.from_bytes(blake2b(piece.encode(), digest_size=4, key=key).digest(), "little", signed=True)


number = lru_cache(maxsize=262_144)(hashed)  # the same for pieces that come again


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number
