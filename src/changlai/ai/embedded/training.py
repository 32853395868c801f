"""Weights from labelled posts, and an honest measure of them: one trade left out at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded.fitting import Heads, Recipe, fit, rows_of
from changlai.ai.embedded.grams import Numbers, features
from changlai.ai.embedded.heads import COUNT, Labelled, truth_of
from changlai.ai.embedded.tuning import tune
from changlai.ai.embedded.weights import Model, made_small

RECIPE = Recipe(rounds=6, rate=0.5, pull=1e-5)


@dataclass(frozen=True, slots=True)
class Left:
    """Log-odds of posts by heads that had never seen their trade, and what would have been right."""

    scores: Numbers
    truth: Numbers
    trades: NDArray[np.str_]


def left_out(posts: Sequence[Labelled], *, folds: int = 0) -> Left:
    """Every post judged by heads fitted on other trades; ``folds``: leave out several trades at a time (0: one)."""
    found, (truth, weight) = features([post.text for post in posts]), truth_of(posts)
    trades = np.array([post.trade for post in posts])
    scores = np.zeros((len(posts), COUNT), np.float32)
    for away in _folds(trades, folds):
        heads = fit(rows_of(found, ~away), truth[~away], weight[~away], RECIPE)
        scores[away] = heads.scores(rows_of(found, away))
    return Left(scores, truth, trades)


def train(posts: Sequence[Labelled], left: Left) -> Model:
    """The model of all posts, its decision tuned on posts judged by heads that had not seen their trade."""
    truth, weight = truth_of(posts)
    heads: Heads = fit(features([post.text for post in posts]), truth, weight, RECIPE)
    return made_small(heads, tune(left.scores, left.truth))


def _folds(trades: NDArray[np.str_], count: int) -> Iterator[NDArray[np.bool_]]:
    """Which posts are left out together."""
    names = sorted(set(trades.tolist()))
    for index in range(count or len(names)):
        yield np.isin(trades, names[index :: count or len(names)])
