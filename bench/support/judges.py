"""Who judges best what a post means: the model that comes along, SnowNLP and a plain lexicon, on the same posts.

Every post is judged by weights, settings and thresholds that were made without its trade. ``python -m
bench.support.judges '{"folds": 0}'`` prints the figures as JSON; it takes about four minutes.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from changlai.ai.contracts import UNCERTAIN_BAND
from changlai.ai.embedded import lexicon, report, training
from changlai.ai.embedded.heads import (
    ASPECTS,
    FEELING,
    INTENT,
    INTENTS,
    PRESENT,
    SENTIMENTS,
    Labelled,
    read_labelled,
    truth_of,
)
from changlai.ai.embedded.reading import read
from changlai.ai.embedded.tuning import f1, labels_of, macro_f1

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
_INTENT_GROUPS = ("complaint", "question", "purchase", "praise", "spam")
_LINES = np.linspace(0.02, 0.98, 25)
Figures = dict[str, Any]
Places = NDArray[np.int64]


def quality(folds: int = 0) -> Figures:
    """All figures of quality: ours in full, the others where they answer at all. ``folds`` 0: each trade singly."""
    posts = [post for path in sorted(CORPUS.glob("*.jsonl")) for post in read_labelled(path)]
    ours = report.measured(training.left_out(posts, folds=folds))
    return {
        "posts": len(posts),
        "trades": len({post.trade for post in posts}),
        "uncertain_below": 0.5 + UNCERTAIN_BAND,
        "ours": ours,
        "snownlp": _snownlp(posts),
        "lexicon": _lexicon(posts),
    }


def _snownlp(posts: Sequence[Labelled]) -> Figures:
    """It knows good and bad only; neutral is what lies between two lines, drawn where the other trades say."""
    from snownlp import SnowNLP  # noqa: PLC0415 - slow

    good = np.array([SnowNLP(post.text).sentiments if post.text.strip() else 0.5 for post in posts])
    return {"sentiment": _sentiment(posts, good)}


def _lexicon(posts: Sequence[Labelled]) -> Figures:
    """Words counted: good against bad, those of an intent, those of an aspect."""
    counts = _counted([post.text for post in posts])
    truth, _weight = truth_of(posts)
    good = counts["pos"] + counts["pos_strong"] + counts["pos_emoji"]
    bad = counts["neg"] + counts["neg_strong"] + counts["neg_emoji"]
    intents = np.stack([*(counts[name] for name in _INTENT_GROUPS), np.full(len(posts), 0.5)], axis=1)
    spoken = np.stack([counts[f"aspect_{aspect.value}"] > 0 for aspect in ASPECTS], axis=1)
    return {
        "sentiment": _sentiment(posts, (good - bad) / (good + bad + 1) / 2 + 0.5),
        "intent": {"macro_f1": round(macro_f1(labels_of(truth, INTENT), intents.argmax(axis=1), len(INTENTS)), 4)},
        "aspects": {"micro_f1": round(f1(truth[:, PRESENT] > 0, spoken), 4)},
    }


def _counted(texts: Sequence[str]) -> dict[str, Places]:
    """How many words of each group a text has; a word after a negation counts for its opposite."""
    batch = read(texts)
    found = lexicon.find(batch.codes)
    size = 2 * len(lexicon.GROUPS)
    cells = batch.owner[found.places] * size + found.groups
    counts = np.bincount(cells, minlength=len(texts) * size).reshape(len(texts), size)
    turned = {"pos": "neg", "neg": "pos"}
    place = {name: index for index, name in enumerate(lexicon.GROUPS)}
    return {
        name: counts[:, index] + counts[:, len(place) + place[turned.get(name, name)]] for name, index in place.items()
    }


def _sentiment(posts: Sequence[Labelled], good: NDArray[np.float64]) -> Figures:
    """Three labels from one number between bad (0) and good (1), the two lines drawn on the other trades."""
    truth, _weight = truth_of(posts)
    labels, trades = labels_of(truth, FEELING), np.array([post.trade for post in posts])
    said = np.zeros(len(posts), np.int64)
    for trade in sorted(set(trades.tolist())):
        away = trades == trade
        low, high = _lines(good[~away], labels[~away])
        said[away] = _between(good[away], low, high)
    scores = {label.value: round(f1(labels == at, said == at), 4) for at, label in enumerate(SENTIMENTS)}
    return {
        "macro_f1": round(macro_f1(labels, said, len(SENTIMENTS)), 4),
        "f1": scores,
        "accuracy": round(float((labels == said).mean()), 4),
    }


def _lines(good: NDArray[np.float64], labels: Places) -> tuple[float, float]:
    pairs = [(float(low), float(high)) for low in _LINES for high in _LINES if low <= high]

    def score(pair: tuple[float, float]) -> float:
        return macro_f1(labels, _between(good, *pair), len(SENTIMENTS))

    return max(pairs, key=score)


def _between(good: NDArray[np.float64], low: float, high: float) -> Places:
    return np.where(good < low, 0, np.where(good > high, 2, 1)).astype(np.int64)


if __name__ == "__main__":
    print(json.dumps(quality(**json.loads(sys.argv[1]))))
