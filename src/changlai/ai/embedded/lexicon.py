"""Words of feeling, intent and subject, found in a batch of texts at once."""

import functools
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded.reading import Codes, Places, read_placed

LONGEST = 6  # characters; longer words are left to the pieces
_FILTER = 1 << 18
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_NEGATORS = "不没无别未非勿甭"
_REACH = 3  # characters before a word in which a negation turns it


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the lexicon: the group of each (beyond ``len(GROUPS)``: after a negation) and the place it begins at."""

    groups: Places
    places: Places
    sizes: Places


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one size: sorted hashes, the groups of word i, and a filter that most places do not pass."""

    hashes: NDArray[np.uint64]
    groups: Places
    may_be: NDArray[np.bool_]


def _parsed() -> dict[str, list[str]]:
    text = resources.files("changlai.ai.embedded").joinpath("lexicon.txt").read_text(encoding="utf-8")
    lines = [line.partition(":") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: words.split() for name, _, words in lines}


_LEXICON = _parsed()
GROUPS = tuple(_LEXICON)


def find(codes: Codes) -> Found:
    """Every word of the lexicon in the codes, a word of several groups once for each."""
    groups, places, sizes = [], [], []
    for size, words in _tables().items():
        hashes = _hashes(codes, size)
        maybe = np.flatnonzero(words.may_be[(hashes >> np.uint64(46)).astype(np.int64)])
        left = np.searchsorted(words.hashes, hashes[maybe], side="left")
        right = np.searchsorted(words.hashes, hashes[maybe], side="right")
        times = right - left
        places.append(np.repeat(maybe, times))
        offsets = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        groups.append(words.groups[np.repeat(left, times) + offsets])
        sizes.append(np.full(int(times.sum()), size))
    return _turned(codes, np.concatenate(groups), np.concatenate(places), np.concatenate(sizes))


def _turned(codes: Codes, groups: Places, places: Places, sizes: Places) -> Found:
    negates = np.isin(codes, np.array([ord(sign) for sign in _NEGATORS], dtype=np.uint32))
    near = np.zeros(len(codes), dtype=np.bool_)
    for back in range(1, _REACH + 1):
        near[back:] |= negates[:-back]
    return Found(groups + len(GROUPS) * near[places], places, sizes)


def _hashes(codes: Codes, size: int) -> NDArray[np.uint64]:
    length = max(len(codes) - size + 1, 0)
    mixed = np.full(length, size, dtype=np.uint64)
    for index in range(size):
        mixed = (mixed ^ codes[index : index + length]) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    return mixed * _MULTIPLIER


@functools.cache
def _tables() -> dict[int, _Words]:
    entries: dict[int, set[tuple[int, int]]] = {}
    for group, words in enumerate(_LEXICON.values()):
        for word in words:
            codes = read_placed(word)[0][1:-1]
            if 0 < len(codes) <= LONGEST:
                entries.setdefault(len(codes), set()).add((int(_hashes(codes, len(codes))[0]), group))
    return {size: _table(sorted(found)) for size, found in sorted(entries.items())}


def _table(entries: list[tuple[int, int]]) -> _Words:
    hashes = np.array([entry[0] for entry in entries], dtype=np.uint64)
    may_be = np.zeros(_FILTER, dtype=np.bool_)
    may_be[(hashes >> np.uint64(46)).astype(np.int64)] = True
    return _Words(hashes, np.array([entry[1] for entry in entries], dtype=np.int64), may_be)
