"""Features of texts: hashed pieces of one to three characters, what the lexicon finds, and their length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded import lexicon
from changlai.ai.embedded.reading import MARK, Codes, Places, Read, read

BITS = 18
BUCKETS = 1 << BITS
NOWHERE = BUCKETS  # the bucket of what is no piece: its weights are always zero
LONGEST = 3
LENGTHS = 12  # one column for each doubling of a text's length
DENSE = 2 * len(lexicon.GROUPS) + LENGTHS
WORDS_WEIGH = 0.3  # measured: lexicon columns beside pieces that are scaled to length 1
_MIX = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35))
_SALT = (np.uint32(0x27D4EB2F), np.uint32(0x165667B1), np.uint32(0x2545F491))
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a batch. Text i has the places ``starts[i]`` up to the next text's start.

    ``pieces[p]`` are the buckets of the pieces of one, two and three characters that begin at place p. ``scales[i]``
    makes long and short texts equally loud. ``dense[i]``: lexicon and length.
    """

    pieces: Places
    starts: Places
    scales: Numbers
    dense: Numbers

    @property
    def count(self) -> int:
        return len(self.starts)


def features(texts: Sequence[str]) -> Features:
    """The features of each of one or more texts. An empty one has only its length."""
    batch = read(texts)
    starts = np.searchsorted(batch.owner, np.arange(batch.count))
    sizes = np.diff(np.append(starts, len(batch.codes))) - 2
    scales = (1 / np.sqrt(np.maximum(sizes, 1) * LONGEST)).astype(np.float32)
    return Features(pieces(batch.codes), starts, scales, _dense(batch, sizes))


def pieces(codes: Codes) -> Places:
    """The buckets of the pieces that begin at each place; none goes from one text into the next."""
    found = np.full((len(codes), LONGEST), NOWHERE, dtype=np.int64)
    mark = codes == MARK
    found[:, 0] = np.where(mark, NOWHERE, hashed(codes, 1))
    found[:-1, 1] = np.where(mark[:-1] & mark[1:], NOWHERE, hashed(codes, 2))
    found[:-2, 2] = np.where(mark[1:-1], NOWHERE, hashed(codes, 3))
    return found


def hashed(codes: Codes, size: int) -> Places:
    """The bucket of the piece of ``size`` characters that begins at each place."""
    length = max(len(codes) - size + 1, 0)
    mixed = np.zeros(length, dtype=np.uint32)
    for index in range(size):
        mixed = (mixed ^ (codes[index : index + length] * _MIX[index])) * _SALT[size - 1]
        mixed ^= mixed >> np.uint32(15)
    return (mixed >> np.uint32(32 - BITS)).astype(np.int64)


def _dense(batch: Read, sizes: Places) -> Numbers:
    found = lexicon.find(batch.codes)
    groups = 2 * len(lexicon.GROUPS)
    cells = batch.owner[found.places] * groups + found.groups
    words = np.sqrt(np.bincount(cells, minlength=batch.count * groups)).reshape(batch.count, groups)
    length = np.minimum(np.log2(np.maximum(sizes, 1)).astype(np.int64), LENGTHS - 1)
    return np.hstack([words * WORDS_WEIGH, np.eye(LENGTHS)[length] * WORDS_WEIGH]).astype(np.float32)
