"""Asking what texts mean."""

from collections.abc import Sequence
from functools import lru_cache

from changlai.ai.contracts import Judgement, Reason
from changlai.ai.embedded import judging, own, reasoning
from changlai.ai.models import OwnLayer
from changlai.kernel.tenancy import organisations

_LAYERS = 16  # organisations whose layer a process keeps ready


def judge(texts: Sequence[str]) -> list[Judgement]:
    """What each text means, by the embedded model and the organisation's corrections. Nothing goes out."""
    return judging.judge(texts, _own_layer())


def reasons(text: str) -> list[Reason]:
    """The pieces of a text that decided its sentiment, in the order they stand; they do not overlap."""
    return reasoning.reasons(text, _own_layer())


def _own_layer() -> own.Layer | None:
    """What the organisation in scope taught; outside of a scope, or of several at once, nothing."""
    scoped = organisations()
    if len(scoped) != 1:
        return None
    version = OwnLayer.objects.values_list("version", flat=True).first()
    return _layer(scoped[0], version) if version else None


@lru_cache(maxsize=_LAYERS)
def _layer(organisation_id: int, version: int) -> own.Layer | None:
    """The layer of that version; none when a newer one was written in between: the next batch asks for that."""
    weights = (
        OwnLayer.objects.filter(organisation_id=organisation_id, version=version)
        .values_list("weights", flat=True)
        .first()
    )
    return own.unpacked(bytes(weights)) if weights else None
