"""Texts judged by the weights that come along, and what an organisation's people corrected added to them."""

from collections.abc import Sequence

import numpy as np

from changlai.ai.contracts import Judgement
from changlai.ai.embedded import own
from changlai.ai.embedded.deciding import judgements
from changlai.ai.embedded.grams import features
from changlai.ai.embedded.heads import PRESENT
from changlai.ai.embedded.weights import embedded

AT_ONCE = 500  # texts of one turn: more need memory and are no faster

_MARKS = 2
_NEVER = -30


def judge(texts: Sequence[str], layer: own.Layer | None = None) -> list[Judgement]:
    """One judgement a text, in order. ``layer``: what the organisation taught."""
    found: list[Judgement] = []
    for at in range(0, len(texts), AT_ONCE):
        found += _judge(texts[at : at + AT_ONCE], layer)
    return found


def _judge(texts: Sequence[str], layer: own.Layer | None) -> list[Judgement]:
    model, read = embedded(), features(texts)
    scores = model.scores(read)
    if layer is not None:
        scores += layer.scores(read)
    sizes = np.diff(np.append(read.starts, len(read.pieces)))
    scores[sizes <= _MARKS, PRESENT] = _NEVER  # an empty text speaks of nothing
    return judgements(scores, model.settings)
