"""What is asked about a text, and the answer.

The embedded model answers whoever asks (``ai.queries.judge``). A provider elsewhere is one file in ``ai/providers/``
that names a ``PROVIDER``: texts leave the house, so it is asked only where an organisation chose it
(``ai.actions.ask``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from changlai.ai.enums import Aspect, Failure, Intent, Sentiment, Urgency

EMBEDDED = "embedded"  # the provider that comes along
UNCERTAIN_BAND = 0.2  # |p - 0.5| below which nobody should rely on a sentiment (measured: see the model's report)
MILLION = 1_000_000
LEAST_BUDGET, USUAL_BUDGET, MOST_BUDGET = 100_000, 2_000_000, 10**12  # tokens a month
MOST_PRICE = 10_000_00  # cents of a million tokens


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
    provider: str = EMBEDDED


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A text somebody else is asked about. ``names`` are those of people that may stand in it: they do not leave."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """Where to ask: ``address`` up to the last part that all calls share, the model's name, and the key ("": none)."""

    address: str
    model: str
    key: str

    def __repr__(self) -> str:
        return f"Endpoint({self.address!r}, {self.model!r}, key hidden)"


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens a call took: those that were read and those that were written."""

    read: int = 0
    written: int = 0

    @property
    def total(self) -> int:
        return self.read + self.written


class AskFailed(Exception):
    """A call without a usable answer.

    ``detail`` is what the other side said, in short and without the key. ``used``: the tokens it took, None when it may
    have taken all that was set aside. ``wait`` is how many seconds the other side wants to be left alone.
    """

    def __init__(self, failure: Failure, detail: str = "", *, used: Used | None = None, wait: float = 0) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail
        self.used = used
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Told:
    """A judgement for each text, in order, None where the answer says nothing usable; None of ``used``: not said."""

    judgements: Sequence[Judgement | None]
    used: Used | None


class Provider(Protocol):
    """Judges texts somewhere else. Never asked inside a transaction."""

    slug: str
    most_texts: int  # of one call

    def leaving(self, asked: Asked) -> str:
        """What leaves of a text: nothing in it points at a person."""

    def most_tokens(self, asked: Sequence[Asked]) -> int:
        """What a call for these texts takes at the very most."""

    def ask(self, endpoint: Endpoint, asked: Sequence[Asked]) -> Told:
        """One call. Raises AskFailed, nothing else."""
