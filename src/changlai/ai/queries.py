"""Asking what texts mean."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from changlai.accounts import queries as accounts
from changlai.ai.contracts import Judgement, Reason
from changlai.ai.embedded import judging, own, reasoning
from changlai.ai.enums import Asks
from changlai.ai.models import LanguageModel, ModelUse, OwnLayer
from changlai.kernel.tenancy import organisation_id, organisations

_LAYERS = 16  # organisations whose layer a process keeps ready


def judge(texts: Sequence[str]) -> list[Judgement]:
    """What each text means, by the embedded model and the organisation's corrections. Nothing goes out.

    What a language model elsewhere says: ``ai.actions.ask``.
    """
    return judging.judge(texts, _own_layer())


def reasons(text: str) -> list[Reason]:
    """The pieces of a text that decided its sentiment, in the order they stand; they do not overlap."""
    return reasoning.reasons(text, _own_layer())


def language_model() -> LanguageModel | None:
    """The language model elsewhere that the organisation in scope set up, on or off."""
    return LanguageModel.objects.first()


def asks_elsewhere() -> Asks | None:
    """What a language model elsewhere is asked about; None: nobody is asked. One statement."""
    asks = LanguageModel.objects.filter(is_on=True).values_list("asks", flat=True).first()
    return Asks(asks) if asks else None


def may_ask(now: datetime) -> bool:
    """Whether a language model may be asked at this moment, as far as can be told before it is."""
    model = language_model()
    if model is None or not model.is_on or (model.resume_at and model.resume_at > now):
        return False
    return use_of(now).tokens < model.budget


def use_of(now: datetime) -> ModelUse:
    """What a language model was asked in the month of a moment; an empty row without any."""
    month = month_of(now)
    return ModelUse.objects.filter(month=month).first() or ModelUse(month=month)


def month_of(now: datetime) -> date:
    """The first day of the month, by the calendar of the organisation in scope."""
    return now.astimezone(accounts.zone_of(organisation_id())).date().replace(day=1)


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
