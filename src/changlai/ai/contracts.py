"""What is asked about a text, and the answer. A provider is one file in ``ai/providers/`` that names a ``PROVIDER``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency

UNCERTAIN_BAND = 0.2  # |p - 0.5| below which nobody should rely on a sentiment (measured: see the model's report)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text means.

    ``chance`` is the calibrated probability (0 to 1) that ``sentiment`` is right. ``is_uncertain``: the model would
    not bet on it; the text is shown as such and left to a person. ``aspects`` only of what the text speaks about.
    """

    sentiment: Sentiment
    chance: float
    is_uncertain: bool
    intent: Intent
    urgency: Urgency
    aspects: Mapping[Aspect, Sentiment] = field(default_factory=dict)
    provider: str = "embedded"


@dataclass(frozen=True, slots=True)
class Reason:
    """A piece of a text that decided: ``text[start:end]`` spoke for ``sentiment``, with ``weight`` above 0."""

    start: int
    end: int
    sentiment: Sentiment
    weight: float


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said a text means; None: they said nothing about that part."""

    text: str
    sentiment: Sentiment | None = None
    intent: Intent | None = None
    urgency: Urgency | None = None
    aspects: Mapping[Aspect, Sentiment] | None = None


class Provider(Protocol):
    """Judges texts of the organisation in scope."""

    slug: str
    label: Any
    calls_out: bool  # texts leave the house: never asked inside a transaction, only where an organisation chose it

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement a text, in order; never raises for what a text holds."""
