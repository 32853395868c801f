"""Asking a language model elsewhere: within the month's budget whoever else asks, outside of any transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from changlai.ai import registry
from changlai.ai.contracts import Asked, AskFailed, Endpoint, Judgement, Told, Used
from changlai.ai.enums import Failure
from changlai.ai.errors import NothingSet, NotNow
from changlai.ai.models import DETAIL_LENGTH, LanguageModel
from changlai.ai.queries import month_of
from changlai.kernel import db, tenancy
from changlai.kernel.clock import Stopwatch

FIRST_PAUSE = 15  # seconds after a failure; twice as long after the next one in a row
LONGEST_PAUSE = 900
PATIENCE = 5  # failures in a row that are of the texts, before others are taken for no better
_SET_ASIDE = """
    insert into ai_modeluse as u (organisation_id, month, calls, texts, judged, tokens, cost)
    select %(org)s, %(month)s, 1, %(texts)s, 0, %(tokens)s, 0 where %(tokens)s <= %(budget)s
    on conflict (organisation_id, month) do update set
      calls = u.calls + 1, texts = u.texts + excluded.texts, tokens = u.tokens + excluded.tokens
    where u.tokens + excluded.tokens <= %(budget)s
    returning 1"""
_PUT_RIGHT = """
    update ai_modeluse set tokens = tokens + %(tokens)s, judged = judged + %(judged)s, cost = cost + %(cost)s
    where organisation_id = %(org)s and month = %(month)s"""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that may be made: where to, and what was set aside for it."""

    endpoint: Endpoint
    organisation_id: int
    month: date
    tokens: int
    prices: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial went. ``cost`` in millionths of a cent. ``failure`` is None when it was answered."""

    sent: str
    seconds: float
    judgement: Judgement | None = None
    used: Used | None = None
    cost: int = 0
    failure: Failure | None = None
    detail: str = ""


def most_texts() -> int:
    """How many texts one call takes."""
    return registry.provider().most_texts


def ask(asked: Sequence[Asked], *, organisation_id: int, now: datetime) -> list[Judgement | None]:
    """What a language model says of at most ``most_texts()`` texts, in order, None where it says nothing usable.

    Call it outside of any scope. Raises NotNow when nobody may be asked, and AskFailed, which is written down.
    """
    with tenancy.scope(organisation_id):
        model = LanguageModel.objects.first()
        if model is None or not model.is_on or (model.resume_at and model.resume_at > now):
            raise NotNow
        call = _set_aside(model, asked, now)
    return list(_called(call, asked, now).judgements)


def try_out(text: str, *, organisation_id: int, now: datetime) -> Trial:
    """Ask about one text, also while it is switched off; a success ends a pause. It counts like any other call.

    Call it outside of any scope. Raises NothingSet, and NotNow when the budget is spent.
    """
    asked = Asked(text)
    with tenancy.scope(organisation_id):
        model = LanguageModel.objects.first()
        if model is None:
            raise NothingSet
        call = _set_aside(model, [asked], now)
    sent, watch = registry.provider().leaving(asked), Stopwatch()
    try:
        told = _called(call, [asked], now)
    except AskFailed as failed:
        return Trial(sent, watch.seconds, failure=failed.failure, detail=failed.detail, used=failed.used)
    return Trial(sent, watch.seconds, told.judgements[0], told.used, _cost(call, told.used))


def _set_aside(model: LanguageModel, asked: Sequence[Asked], now: datetime) -> _Call:
    """Set aside the most that a call may take. Raises NotNow when the month's budget has not so much left."""
    org = tenancy.organisation_id()
    month, tokens = month_of(now), registry.provider().most_tokens(asked)
    told = {"org": org, "month": month, "texts": len(asked), "tokens": tokens, "budget": model.budget}
    if db.value(_SET_ASIDE, told) is None:
        raise NotNow
    endpoint = Endpoint(model.address, model.model, model.key)
    return _Call(endpoint, org, month, tokens, (model.price_read, model.price_written))


def _called(call: _Call, asked: Sequence[Asked], now: datetime) -> Told:
    try:
        told = registry.provider().ask(call.endpoint, asked)
    except AskFailed as failed:
        with tenancy.scope(call.organisation_id):
            _put_right(call, failed.used, judged=0)
            _note_failure(failed, now)
        raise
    with tenancy.scope(call.organisation_id):
        _put_right(call, told.used, judged=sum(one is not None for one in told.judgements))
        _note_success()
    return told


def _put_right(call: _Call, used: Used | None, *, judged: int) -> None:
    """What was set aside becomes what was used; what nobody knows stays as it is."""
    tokens = used.total - call.tokens if used else 0
    told = {"org": call.organisation_id, "month": call.month, "tokens": tokens, "judged": judged}
    db.run(_PUT_RIGHT, told | {"cost": _cost(call, used)})


def _cost(call: _Call, used: Used | None) -> int:
    """In millionths of a cent; nothing for what nobody knows."""
    read, written = call.prices
    return used.read * read + used.written * written if used else 0


def _note_failure(failed: AskFailed, now: datetime) -> None:
    model = LanguageModel.objects.select_for_update().first()
    if model is None:
        return
    model.failures += 1
    model.failure, model.failure_detail, model.failed_at = failed.failure, failed.detail[:DETAIL_LENGTH], now
    if not failed.failure.is_of_texts or model.failures >= PATIENCE:
        pause = min(FIRST_PAUSE * 2 ** min(model.failures - 1, 10), LONGEST_PAUSE)
        model.resume_at = now + timedelta(seconds=max(pause, failed.wait))
    model.save(update_fields=["failures", "failure", "failure_detail", "failed_at", "resume_at"])


def _note_success() -> None:
    fresh = {"failures": 0, "failure": "", "failure_detail": "", "failed_at": None, "resume_at": None}
    LanguageModel.objects.filter(failures__gt=0).update(**fresh)
