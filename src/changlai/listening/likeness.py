"""Which texts say nearly the same: MinHash over pieces of three characters, in bands.

Two texts that share most of their pieces share several of 16 bands; two others seldom share one. numpy does a batch at
once; a library would do the same text by text (docs/adr/0023-near-duplicates.md).
"""

import re
from collections.abc import Sequence

import numpy as np

from changlai.listening.matching import fold

PIECE = 3  # characters
BANDS, ROWS = 16, 4
SHARED = 3  # bands, before texts are compared in full
ALIKE = 0.75  # of their pieces are the same
SHORTEST = 12  # characters of words: "好的" by two people is no copy
_NOISE = re.compile(r"https?://\S+|@[\w\-·]+|//|\W+|_")
_RANDOM = np.random.default_rng(20_261_123)  # for good: stored bands were made with these
_FACTORS = _RANDOM.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_ADDED = _RANDOM.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)


def words_only(text: str) -> str:
    """The text without addresses, names of people, signs and spaces: what a copy leaves as it is."""
    return _NOISE.sub("", fold(text))


def bands(texts: Sequence[str]) -> list[list[int]]:
    """The bands of each text (``words_only``), as signed 64-bit numbers; none for what is too short to tell."""
    long = [place for place, text in enumerate(texts) if len(text) >= SHORTEST]
    found: list[list[int]] = [[] for _ in texts]
    if long:
        for place, row in zip(long, _bands([texts[place] for place in long]), strict=True):
            found[place] = row
    return found


def likeness(one: str, other: str) -> float:
    """How much of their pieces two texts share (Jaccard), 0 to 1."""
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pieces(text: str) -> set[str]:
    return {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}


def _bands(texts: Sequence[str]) -> list[list[int]]:
    chars = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts])
    starts = np.cumsum(lengths) - lengths
    with np.errstate(over="ignore"):
        whole = chars[:-2] * _MIX ^ (chars[1:-1] << np.uint64(21)) * _MIX ^ (chars[2:] << np.uint64(42)) * _MIX
        whole ^= whole >> np.uint64(29)
        keep = np.ones(len(whole), dtype=bool)
        for end in (starts + lengths)[:-1]:  # pieces that lie over the end of a text belong to none
            keep[end - 2 : end] = False
        pieces = whole[keep]
        counts = lengths - (PIECE - 1)
        edges = np.cumsum(counts) - counts
        least = np.empty((len(texts), BANDS * ROWS), dtype=np.uint64)
        for row in range(BANDS * ROWS):
            hashed = pieces * _FACTORS[row] + _ADDED[row]
            hashed ^= hashed >> np.uint64(31)
            least[:, row] = np.minimum.reduceat(hashed, edges)
        grouped = least.reshape(len(texts), BANDS, ROWS)
        made = np.tile(np.arange(BANDS, dtype=np.uint64), (len(texts), 1))
        for row in range(ROWS):
            made = (made ^ grouped[:, :, row]) * _MIX
            made ^= made >> np.uint64(32)
    return [[int(band) for band in line] for line in made.view(np.int64)]
