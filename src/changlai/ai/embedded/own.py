"""An organisation's own layer: a small addition to the heads' log-odds, fitted on what its people corrected.

It begins at zero, is drawn back to zero and knows only pieces of two and three characters that stand in corrected
texts: a few corrections move what resembles them, and little else.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from changlai.ai.contracts import Correction
from changlai.ai.embedded.fitting import chances
from changlai.ai.embedded.grams import NOWHERE, Features, Numbers, features
from changlai.ai.embedded.heads import COUNT, truth_of_corrections
from changlai.ai.embedded.reading import Places
from changlai.ai.embedded.weights import embedded

MOST_CORRECTIONS = 2_000  # the newest that a layer is fitted on
_ROUNDS = 100
_RATE = 0.3
_PULL = 0.001  # towards zero, beside corrections that count 1 each


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights by bucket (sorted, at least one) for those heads that were corrected."""

    buckets: Places
    heads: Places
    pieces: Numbers

    def scores(self, found: Features) -> Numbers:
        """What the layer adds to the log-odds of every head for every text."""
        known, index = found.pieces[:, 1:].ravel(), np.zeros(NOWHERE + 1, np.int32)
        index[self.buckets] = np.arange(1, len(self.buckets) + 1)
        at = index[known]
        hit = np.flatnonzero(at)
        owner = np.searchsorted(found.starts, hit // 2, side="right") - 1
        added = np.zeros((found.count, COUNT), np.float32)
        if len(hit):
            seams = np.flatnonzero(np.diff(owner, prepend=-1))  # owners ascend, as places do
            rows = owner[seams]
            sums = np.add.reduceat(self.pieces[at[hit] - 1], seams, axis=0)
            added[np.ix_(rows, self.heads)] = sums * found.scales[rows, None]
        return added

    def at(self, found: Places, head: int) -> Numbers:
        """The weights of pieces (an array of buckets, the first column not looked at), zero where it has none."""
        if head not in self.heads:
            return np.zeros(found.shape, np.float32)
        at = np.minimum(np.searchsorted(self.buckets, found), len(self.buckets) - 1)
        known = (self.buckets[at] == found) & (np.arange(found.shape[1]) > 0)
        return np.where(known, self.pieces[at, self.heads == head], np.float32(0))


def fitted(corrections: Sequence[Correction]) -> Layer | None:
    """The layer of these corrections; None when there is nothing to learn from."""
    if not corrections:
        return None
    found = features([correction.text for correction in corrections])
    truth, weight = truth_of_corrections(corrections)
    buckets, cells = np.unique(found.pieces[:, 1:].ravel(), return_inverse=True)
    told = np.flatnonzero(weight.any(axis=0))  # heads that somebody said something to
    base = embedded().scores(found)[:, told]
    pieces = _fitted(found, (cells, len(buckets)), base, (truth[:, told], weight[:, told]))
    kept = (buckets != NOWHERE) & pieces.any(axis=1)
    return Layer(buckets[kept], told, pieces[kept]) if kept.any() else None


def _fitted(found: Features, placed: tuple[Places, int], base: Numbers, said: tuple[Numbers, Numbers]) -> Numbers:
    """Weights by bucket and head: the log-odds of ``base`` moved to where they should be."""
    (cells, count), (truth, weight), heads = placed, said, base.shape[1]
    scales = found.scales[:, None]
    owner = np.repeat(np.arange(found.count), np.diff(np.append(found.starts, len(found.pieces))))
    order = np.argsort(cells, kind="stable")
    seams = np.searchsorted(cells[order], np.arange(count))
    pieces, trace = np.zeros((count, heads), np.float32), np.full((count, heads), 1e-6, np.float32)
    for _round in range(_ROUNDS):
        summed = np.add.reduceat(pieces[cells].reshape(len(owner), 2, heads).sum(axis=1), found.starts)
        chance = chances(np.asarray(base + summed * scales, dtype=np.float32))
        spread = ((chance - truth) * weight * scales)[owner]
        slope = np.add.reduceat(spread[order // 2], seams) + _PULL * pieces
        trace += slope**2
        pieces -= _RATE * slope / np.sqrt(trace)
    return pieces


def packed(layer: Layer) -> bytes:
    """A layer as bytes, to be kept in the database."""
    stored = io.BytesIO()
    np.savez_compressed(
        stored,
        of=np.array(COUNT),
        heads=layer.heads,
        buckets=layer.buckets.astype(np.int32),
        pieces=np.ascontiguousarray(layer.pieces.astype(np.float16).T),
    )
    return stored.getvalue()


def unpacked(stored: bytes) -> Layer | None:
    """A layer that was packed; None when it was made for other heads than there are now and must be fitted anew."""
    with np.load(io.BytesIO(stored), allow_pickle=False) as found:
        if int(found["of"]) != COUNT:
            return None
        return Layer(found["buckets"].astype(np.int64), found["heads"], found["pieces"].T.astype(np.float32))
