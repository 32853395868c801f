"""Which head of the model says what, and labelled posts as what the heads should say."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from changlai.ai.contracts import Correction
from changlai.ai.embedded.grams import Numbers
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency

SENTIMENTS, INTENTS, ASPECTS = tuple(Sentiment), tuple(Intent), tuple(Aspect)
FEELING = slice(0, len(SENTIMENTS))
INTENT = slice(FEELING.stop, FEELING.stop + len(INTENTS))
NOW, OPEN = INTENT.stop, INTENT.stop + 1  # "at once", and "at once or soon"
PRESENT = slice(OPEN + 1, OPEN + 1 + len(ASPECTS))
BLAMED = slice(PRESENT.stop, PRESENT.stop + len(ASPECTS))  # what is said of an aspect that is present
PRAISED = slice(BLAMED.stop, BLAMED.stop + len(ASPECTS))
COUNT = PRAISED.stop


class BadLabel(ValueError):
    """A line of labelled posts cannot be read; the sentence names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post and what it means, in full."""

    text: str
    sentiment: Sentiment
    intent: Intent
    urgency: Urgency
    aspects: Mapping[Aspect, Sentiment] = field(default_factory=dict)
    trade: str = ""


def read_labelled(path: Path) -> list[Labelled]:
    """The posts of a JSON-lines file (its form: corpus/README.md). Raises BadLabel."""
    posts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            posts.append(_labelled(json.loads(line), path.stem))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadLabel(f"{path.name}, line {number}: {error!r}; its form is told in corpus/README.md") from error
    return posts


def _labelled(row: Mapping[str, object], trade: str) -> Labelled:
    aspects = row.get("aspects") or {}
    if not isinstance(aspects, Mapping) or not isinstance(row["text"], str):
        raise TypeError("text and aspects")
    said = {Aspect(key): Sentiment(str(value)) for key, value in aspects.items()}
    labels = Sentiment(str(row["sentiment"])), Intent(str(row["intent"])), Urgency(str(row["urgency"]))
    return Labelled(row["text"], *labels, said, trade)


def truth_of(posts: Sequence[Labelled]) -> tuple[Numbers, Numbers]:
    """What every head should say of every post, and how much it counts: of absent aspects no feeling is known."""
    return truth_of_corrections(
        [Correction(post.text, post.sentiment, post.intent, post.urgency, post.aspects) for post in posts]
    )


def truth_of_corrections(corrections: Iterable[Correction]) -> tuple[Numbers, Numbers]:
    """The same for what people corrected; what they said nothing about counts nothing."""
    rows = [_truth(correction) for correction in corrections]
    truth = np.array([row[0] for row in rows], dtype=np.float32).reshape(-1, COUNT)
    return truth, np.array([row[1] for row in rows], dtype=np.float32).reshape(-1, COUNT)


def _truth(said: Correction) -> tuple[Numbers, Numbers]:
    truth, weight = np.zeros(COUNT, np.float32), np.zeros(COUNT, np.float32)
    if said.sentiment is not None:
        weight[FEELING] = 1
        truth[FEELING.start + SENTIMENTS.index(said.sentiment)] = 1
    if said.intent is not None:
        weight[INTENT] = 1
        truth[INTENT.start + INTENTS.index(said.intent)] = 1
    if said.urgency is not None:
        weight[NOW : OPEN + 1] = 1
        truth[NOW], truth[OPEN] = said.urgency is Urgency.NOW, said.urgency is not Urgency.NONE
    if said.aspects is not None:
        weight[PRESENT] = 1
        for aspect, sentiment in said.aspects.items():
            _say(truth, weight, ASPECTS.index(aspect), sentiment)
    return truth, weight


def _say(truth: Numbers, weight: Numbers, index: int, sentiment: Sentiment) -> None:
    truth[PRESENT.start + index] = 1
    weight[BLAMED.start + index] = weight[PRAISED.start + index] = 1
    truth[BLAMED.start + index] = sentiment is Sentiment.NEGATIVE
    truth[PRAISED.start + index] = sentiment is Sentiment.POSITIVE
