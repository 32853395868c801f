"""Asking what texts mean."""

from collections.abc import Sequence

from changlai.ai.contracts import Judgement, Reason
from changlai.ai.engine import embedded, reasoning


def judge(texts: Sequence[str]) -> list[Judgement]:
    """What each text means, by the embedded model and the organisation's corrections. Nothing goes out."""
    return embedded.judge(texts)


def reasons(text: str) -> list[Reason]:
    """The pieces of a text that decided its sentiment, in the order they stand; they do not overlap."""
    return reasoning.reasons(text)
