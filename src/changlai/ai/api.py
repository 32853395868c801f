"""The language model elsewhere, for programs."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Router, Schema, Status

from changlai.accounts.operations import ApiRequest, allowed
from changlai.ai import actions, queries
from changlai.ai.actions import ModelWish
from changlai.ai.contracts import LEAST_BUDGET, MILLION, MOST_BUDGET, MOST_PRICE, USUAL_BUDGET
from changlai.ai.enums import Asks, Failure
from changlai.ai.errors import NothingSet
from changlai.ai.models import ADDRESS_LENGTH, KEY_LENGTH, MODEL_LENGTH, LanguageModel

router = Router(tags=["language model"])
HERE = "/language-model"


class LanguageModelIn(Schema):
    """What to ask. ``key`` "": the stored one stays. ``budget``: tokens a month; prices: cents of a million tokens."""

    address: str = Field(min_length=1, max_length=ADDRESS_LENGTH)
    model: str = Field(min_length=1, max_length=MODEL_LENGTH)
    key: str = Field("", max_length=KEY_LENGTH, pattern=r"^[!-~]*$")
    asks: Asks = Asks.UNCERTAIN
    budget: int = Field(USUAL_BUDGET, ge=LEAST_BUDGET, le=MOST_BUDGET)
    price_read: int = Field(0, ge=0, le=MOST_PRICE)
    price_written: int = Field(0, ge=0, le=MOST_PRICE)


class ModelUseOut(Schema):
    """What was asked this month. ``tokens`` count against the budget; ``cost`` in cents, rounded up."""

    month: date
    calls: int
    texts: int
    judged: int
    tokens: int
    cost: int


class LanguageModelOut(Schema):
    """As it stands; the key is never told. ``failure``: why the latest call gave no answer, ``reason`` in words."""

    address: str
    model: str
    has_key: bool
    is_on: bool
    asks: Asks
    budget: int
    price_read: int
    price_written: int
    failure: str
    reason: str
    failure_detail: str
    failed_at: datetime | None
    resume_at: datetime | None
    use: ModelUseOut


class LanguageModelSwitchIn(Schema):
    """On: texts leave the house from now on."""

    is_on: bool


@router.get(HERE, response=LanguageModelOut, summary="The language model that is asked")
@allowed("ai.manage")
def model(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    """409 ``ai.nothing_set`` when there is none."""
    return _told(queries.language_model())


@router.put(HERE, response=LanguageModelOut, summary="Set up the language model")
@allowed("ai.manage")
def set_up(request: ApiRequest, given: LanguageModelIn) -> dict[str, Any]:
    """Not switched on by that. 422 ``ai.bad_address``, or ``ai.key_again`` when the key would go elsewhere."""
    return _told(actions.set_model(wish=ModelWish(**given.model_dump()), by=request.member))


@router.put(f"{HERE}/switch", response=LanguageModelOut, summary="Switch the language model on or off")
@allowed("ai.manage")
def switch(request: ApiRequest, given: LanguageModelSwitchIn) -> dict[str, Any]:
    """409 ``ai.nothing_set`` when there is none."""
    return _told(actions.switch_model(is_on=given.is_on, by=request.member))


@router.delete(HERE, response={204: None}, summary="Remove the language model")
@allowed("ai.manage")
def remove(request: ApiRequest) -> Status[None]:
    """Address and key are forgotten; what was judged stays."""
    actions.remove_model(by=request.member)
    return Status(204, None)


def _told(found: LanguageModel | None) -> dict[str, Any]:
    if found is None:
        raise NothingSet
    shown = set(LanguageModelOut.model_fields) - {"has_key", "reason", "use"}
    use = queries.use_of(timezone.now())
    month = {name: getattr(use, name) for name in ("month", "calls", "texts", "judged", "tokens")}
    return {
        **{name: getattr(found, name) for name in shown},
        "has_key": bool(found.key),
        "reason": str(Failure(found.failure).label) if found.failure else "",
        "use": month | {"cost": -(-use.cost // MILLION)},
    }
