"""Linear heads fitted together: logistic regression by AdaGrad over small batches, numpy only, same seed same weights.

J. Duchi, E. Hazan, Y. Singer: Adaptive Subgradient Methods, JMLR 12 (2011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded.grams import BUCKETS, DENSE, NOWHERE, Features, Numbers
from changlai.ai.embedded.reading import Places

SEED = 20260601
_BATCH = 256


@dataclass(slots=True)
class Heads:
    """Weights of all heads, one column each: by bucket (its last row, NOWHERE, stays zero), dense column, and bias."""

    pieces: Numbers
    dense: Numbers
    bias: Numbers

    @classmethod
    def empty(cls, count: int) -> "Heads":
        return cls(
            np.zeros((BUCKETS + 1, count), np.float32),
            np.zeros((DENSE, count), np.float32),
            np.zeros(count, np.float32),
        )

    def scores(self, found: Features) -> Numbers:
        """The log-odds of every head for every text."""
        summed = np.add.reduceat(self.pieces[found.pieces].sum(axis=1), found.starts, axis=0)
        return np.asarray(summed * found.scales[:, None] + found.dense @ self.dense + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how hard to fit: ``pull`` draws weights back to where they began."""

    rounds: int = 12
    rate: float = 0.3
    pull: float = 1e-5
    least: int = 2  # times a piece must be met: once says more about the post than about the language


@dataclass(frozen=True, slots=True)
class _Lot:
    rows: Places
    columns: Places  # buckets met in this lot
    cells: Places  # the column's index of every piece, place by place
    owner: Places  # the row in the lot that a place is of
    starts: Places
    order: Places  # cells sorted by column, for summing what falls on each
    seams: Places


def fit(found: Features, truth: Numbers, weight: Numbers, recipe: Recipe, start: Heads | None = None) -> Heads:
    """Heads for ``truth`` (texts by heads, 0 or 1), each cell counting ``weight`` (0: not known)."""
    base = start or Heads.empty(truth.shape[1])
    heads = Heads(base.pieces.copy(), base.dense.copy(), base.bias.copy())
    known = np.maximum(weight.sum(axis=0), 1)
    if start is None:
        share = np.clip((truth * weight).sum(axis=0) / known, 0.01, 0.99)
        heads.bias[:] = np.log(share / (1 - share))
    rng = np.random.default_rng(SEED)
    lots = _lots(found, rng)
    past = Heads.empty(truth.shape[1])
    for _round in range(recipe.rounds):
        for index in rng.permutation(len(lots)):
            _step(lots[index], found, truth, weight, (heads, base, past), recipe)
    if start is None:
        heads.pieces[np.bincount(found.pieces.ravel(), minlength=BUCKETS + 1) < recipe.least] = 0
    return heads


def _step(
    lot: _Lot, found: Features, truth: Numbers, weight: Numbers, held: tuple[Heads, Heads, Heads], recipe: Recipe
) -> None:
    heads, base, past = held
    scales, dense = found.scales[lot.rows, None], found.dense[lot.rows]
    local = heads.pieces[lot.columns]
    summed = np.add.reduceat(local[lot.cells].reshape(len(lot.owner), -1, local.shape[1]).sum(axis=1), lot.starts)
    scores = summed * scales + dense @ heads.dense + heads.bias
    error = (chances(scores) - truth[lot.rows]) * weight[lot.rows]
    spread = (error * scales)[lot.owner]
    slope = np.add.reduceat(spread[lot.order // 3], lot.seams) + recipe.pull * len(lot.rows) * (
        local - base.pieces[lot.columns]
    )
    slope[lot.columns == NOWHERE] = 0
    trace = past.pieces[lot.columns] + slope**2
    past.pieces[lot.columns] = trace
    heads.pieces[lot.columns] = local - recipe.rate * slope / np.sqrt(trace + 1e-6)
    _pull(heads.dense, np.asarray(dense.T @ error), past.dense, recipe.rate / 4)
    _pull(heads.bias, error.sum(axis=0), past.bias, recipe.rate / 4)


def _pull(weights: Numbers, slope: Numbers, trace: Numbers, rate: float) -> None:
    trace += slope**2
    weights -= rate * slope / np.sqrt(trace + 1e-6)


def chances(scores: Numbers) -> Numbers:
    """Log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)


def _lots(found: Features, rng: np.random.Generator) -> list[_Lot]:
    shuffled = rng.permutation(found.count)
    ends = np.append(found.starts[1:], len(found.pieces))
    return [_lot(found, ends, shuffled[at : at + _BATCH]) for at in range(0, found.count, _BATCH)]


def _lot(found: Features, ends: Places, rows: Places) -> _Lot:
    sizes = ends[rows] - found.starts[rows]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(found.starts[rows] - starts, sizes)
    columns, cells = np.unique(found.pieces[places].ravel(), return_inverse=True)
    order = np.argsort(cells, kind="stable")
    seams = np.searchsorted(cells[order], np.arange(len(columns)))
    return _Lot(rows, columns, cells, np.repeat(np.arange(len(rows)), sizes), starts, order, seams)


def rows_of(found: Features, chosen: NDArray[np.bool_]) -> Features:
    """The features of some of the texts."""
    rows = np.flatnonzero(chosen)
    ends = np.append(found.starts[1:], len(found.pieces))
    sizes = ends[rows] - found.starts[rows]
    starts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(found.starts[rows] - starts, sizes)
    return Features(found.pieces[places], starts, found.scales[rows], found.dense[rows])
