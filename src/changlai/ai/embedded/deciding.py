"""From the heads' log-odds to judgements: sentiment and intent together, calibrated chances, the uncertain band."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from changlai.ai.contracts import UNCERTAIN_BAND, Judgement
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
from changlai.ai.enums import Aspect, Sentiment, Urgency


@dataclass(frozen=True, slots=True)
class Settings:
    """What was measured on posts that were in no training set: how loud the heads are, and where to draw lines."""

    feeling: float  # how much the heads of sentiment and of intent count in their common decision
    intent: float
    together: Numbers  # log share of each pair sentiment, intent among the labelled posts
    slope: float  # Platt: chance = 1 / (1 + exp(-(slope * log-odds + offset)))
    offset: float
    urgent: Numbers  # log-odds from which a text is "at once", and "soon"
    present: Numbers  # log-odds from which an aspect is spoken of
    mood: float  # how much the sentiment of the whole text says about an aspect of it


@dataclass(frozen=True, slots=True)
class Decided:
    """Arrays with one row a text: indexes into the closed lists, log-odds of the sentiment, and the aspects."""

    sentiment: Places
    intent: Places
    odds: Numbers
    urgency: Places  # 0 now, 1 soon, 2 none
    present: Numbers  # texts by aspects, above 0: spoken of
    aspect: Places  # texts by aspects: its sentiment


def decide(scores: Numbers, settings: Settings) -> Decided:
    """The likeliest meaning of each text, by the log-odds of all heads."""
    feeling, intent, odds = _feeling(scores, settings)
    urgency = np.where(scores[:, NOW] > settings.urgent[0], 0, np.where(scores[:, OPEN] > settings.urgent[1], 1, 2))
    return Decided(feeling, intent, odds, urgency, scores[:, PRESENT] - settings.present, _aspects(scores, settings))


def _feeling(scores: Numbers, settings: Settings) -> tuple[Places, Places, Numbers]:
    """Sentiment and intent together: who complains is discontent, who praises is content, spam is neither."""
    pairs = (
        settings.feeling * scores[:, FEELING, None]
        + settings.intent * scores[:, None, INTENT]
        + settings.together[None, :, :]
    )
    shares = np.exp(pairs - pairs.max(axis=(1, 2), keepdims=True))
    shares /= shares.sum(axis=(1, 2), keepdims=True)
    feeling = shares.sum(axis=2)
    best = np.clip(feeling.max(axis=1), 1e-6, 1 - 1e-6)
    return feeling.argmax(axis=1), shares.sum(axis=1).argmax(axis=1), np.log(best / (1 - best))


def _aspects(scores: Numbers, settings: Settings) -> Places:
    blamed = scores[:, BLAMED] + settings.mood * scores[:, FEELING.start, None]
    praised = scores[:, PRAISED] + settings.mood * scores[:, FEELING.stop - 1, None]
    neither = settings.mood * scores[:, FEELING.start + 1, None] + np.zeros_like(blamed)
    return np.asarray(np.stack([blamed, neither, praised], axis=2).argmax(axis=2), dtype=np.int64)


def chance_of(odds: Numbers, settings: Settings) -> Numbers:
    """The calibrated probability that the sentiment is right."""
    return chances(settings.slope * odds + settings.offset)


def judgements(scores: Numbers, settings: Settings) -> list[Judgement]:
    """The judgement of each text."""
    return list(_judgements(decide(scores, settings), settings))


def _judgements(decided: Decided, settings: Settings) -> Iterator[Judgement]:
    chance = chance_of(decided.odds, settings)
    urgencies = tuple(Urgency)
    aspects: list[dict[Aspect, Sentiment]] = [{} for _ in chance]
    for row, index in zip(*(found.tolist() for found in np.nonzero(decided.present > 0)), strict=True):
        aspects[row][ASPECTS[index]] = SENTIMENTS[decided.aspect[row, index]]
    rows = zip(chance.tolist(), decided.sentiment, decided.intent, decided.urgency, aspects, strict=True)
    for likely, sentiment, intent, urgency, spoken in rows:
        yield Judgement(
            sentiment=SENTIMENTS[sentiment],
            chance=round(likely, 4),
            is_uncertain=likely < 0.5 + UNCERTAIN_BAND,
            intent=INTENTS[intent],
            urgency=urgencies[urgency],
            aspects=spoken,
        )
