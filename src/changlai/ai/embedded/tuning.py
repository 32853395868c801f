"""Settings of the decision, found on log-odds of posts that were in no training set of the heads."""

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from changlai.ai.embedded.deciding import Settings, decide
from changlai.ai.embedded.fitting import chances
from changlai.ai.embedded.grams import Numbers
from changlai.ai.embedded.heads import (
    ASPECTS,
    BLAMED,
    FEELING,
    INTENT,
    INTENTS,
    NOW,
    OPEN,
    PRAISED,
    PRESENT,
    SENTIMENTS,
)
from changlai.ai.embedded.reading import Places

_LINES = np.arange(-2.5, 1.6, 0.1)
_LOUDNESS = (0.2, 0.4, 0.6, 0.8, 1.0)
_MOODS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)


def tune(scores: Numbers, truth: Numbers) -> Settings:
    """The settings that decide these posts best; ``truth`` as the heads should have said."""
    settings = Settings(
        feeling=0.6,
        intent=0.6,
        together=_together(truth),
        slope=1.0,
        offset=0.0,
        urgent=np.array([_line(scores[:, head], truth[:, head]) for head in (NOW, OPEN)], np.float32),
        present=_lines(scores[:, PRESENT], truth[:, PRESENT]),
        mood=0.5,
    )
    settings = max(
        (replace(settings, feeling=one, intent=two) for one, two in itertools.product(_LOUDNESS, _LOUDNESS)),
        key=lambda tried: _feeling_score(scores, truth, tried),
    )
    settings = max(
        (replace(settings, mood=mood) for mood in _MOODS), key=lambda tried: _aspect_score(scores, truth, tried)
    )
    return _calibrated(scores, truth, settings)


def macro_f1(truth: Places, said: Places, labels: int) -> float:
    """The mean F1 over labels."""
    return float(np.mean([f1(truth == label, said == label) for label in range(labels)]))


def f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall; 0 when nothing was right."""
    return float(2 * (truth & said).sum() / max(int(truth.sum() + said.sum()), 1))


def labels_of(truth: Numbers, heads: slice) -> Places:
    """Which of several heads is right."""
    return np.asarray(truth[:, heads].argmax(axis=1), dtype=np.int64)


def aspect_labels(truth: Numbers) -> Places:
    """The sentiment of each aspect of each post; of an absent one it means nothing."""
    return np.where(truth[:, BLAMED] > 0, 0, np.where(truth[:, PRAISED] > 0, 2, 1))


def _together(truth: Numbers) -> Numbers:
    """Log share of each pair; pairs that cannot be (praise of the discontent) are as good as impossible."""
    counts = np.zeros((len(SENTIMENTS), len(INTENTS)))
    np.add.at(counts, (labels_of(truth, FEELING), labels_of(truth, INTENT)), 1)
    free = counts / (counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True)) * counts.sum()
    return np.asarray(np.log(free + 0.01), dtype=np.float32)


def _line(scores: Numbers, truth: Numbers) -> float:
    return float(max(_LINES, key=lambda line: f1(truth > 0, scores > line)))


def _lines(scores: Numbers, truth: Numbers) -> Numbers:
    return np.array([_line(scores[:, index], truth[:, index]) for index in range(len(ASPECTS))], dtype=np.float32)


def _feeling_score(scores: Numbers, truth: Numbers, settings: Settings) -> float:
    said = decide(scores, settings)
    feeling = macro_f1(labels_of(truth, FEELING), said.sentiment, len(SENTIMENTS))
    return feeling + macro_f1(labels_of(truth, INTENT), said.intent, len(INTENTS))


def _aspect_score(scores: Numbers, truth: Numbers, settings: Settings) -> float:
    present = truth[:, PRESENT] > 0
    said = decide(scores, settings)
    return macro_f1(aspect_labels(truth)[present], said.aspect[present], len(SENTIMENTS))


def _calibrated(scores: Numbers, truth: Numbers, settings: Settings) -> Settings:
    """Platt scaling by Newton's method: two numbers."""
    said = decide(scores, settings)
    right = (said.sentiment == labels_of(truth, FEELING)).astype(np.float64)
    known = np.stack([said.odds.astype(np.float64), np.ones(len(right))], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(20):
        chance = chances(np.asarray(known @ weights, dtype=np.float32)).astype(np.float64)
        curve = (known * (chance * (1 - chance))[:, None]).T @ known + 1e-6 * np.eye(2)
        weights = weights - np.linalg.solve(curve, known.T @ (chance - right))
    return replace(settings, slope=float(weights[0]), offset=float(weights[1]))
