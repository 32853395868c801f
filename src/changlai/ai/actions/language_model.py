"""Which language model an organisation asks besides its own: set up, switched, taken away."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from changlai.accounts.models import Member
from changlai.ai.contracts import USUAL_BUDGET
from changlai.ai.enums import Asks
from changlai.ai.errors import BadAddress, KeyAgain, NothingSet
from changlai.ai.models import ADDRESS_LENGTH, LanguageModel
from changlai.kernel import audit
from changlai.kernel.http.addresses import is_allowed
from changlai.kernel.tenancy import organisation_id

_PLAIN = ("address", "model", "asks", "budget", "price_read", "price_written")


@dataclass(frozen=True, slots=True)
class ModelWish:
    """What somebody sets. ``key`` "": the stored one stays. ``budget``: tokens a month; prices: cents of a million."""

    address: str
    model: str
    key: str = ""
    asks: Asks = Asks.UNCERTAIN
    budget: int = USUAL_BUDGET
    price_read: int = 0
    price_written: int = 0


@transaction.atomic
def set_model(*, wish: ModelWish, by: Member) -> LanguageModel:
    """Write down what to ask; it is not switched on by that. A failure of before is forgotten, and a pause ends.

    Raises BadAddress, and KeyAgain when the stored key would go to another address.
    """
    _check(wish.address)
    found = LanguageModel.objects.select_for_update().first()
    if found and found.key and not wish.key and _place(found.address) != _place(wish.address):
        raise KeyAgain
    before = {name: getattr(found, name) for name in _PLAIN} if found else {}
    model = found or LanguageModel(organisation_id=organisation_id())
    for name in _PLAIN:
        setattr(model, name, getattr(wish, name))
    model.key = wish.key or model.key
    model.failure, model.failure_detail, model.failed_at, model.failures, model.resume_at = "", "", None, 0, None
    model.save()
    changes: dict[str, object] = {
        name: [before.get(name), getattr(wish, name)] for name in _PLAIN if before.get(name) != getattr(wish, name)
    }
    if wish.key:
        changes["new_key"] = True
    if changes:
        audit.record("ai.model_set", actor=by, obj=model, changes=changes)
    return model


@transaction.atomic
def switch_model(*, is_on: bool, by: Member) -> LanguageModel:
    """From now on ask it, or ask nobody. Raises NothingSet."""
    model = LanguageModel.objects.select_for_update().first()
    if model is None:
        raise NothingSet
    if model.is_on != is_on:
        model.is_on, model.resume_at = is_on, None
        model.save(update_fields=["is_on", "resume_at"])
        audit.record("ai.model_switched", actor=by, obj=model, changes={"is_on": [not is_on, is_on]})
    return model


@transaction.atomic
def remove_model(*, by: Member) -> None:
    """Forget address and key; what was asked stays counted. Raises NothingSet."""
    model = LanguageModel.objects.select_for_update().first()
    if model is None:
        raise NothingSet
    audit.record("ai.model_removed", actor=by, obj=model, changes={"address": model.address})
    model.delete()


def _check(address: str) -> None:
    """Https; plain http only where the operator allows the place by name, because the key goes along."""
    is_fit = address.isascii() and address.isprintable() and " " not in address and len(address) <= ADDRESS_LENGTH
    try:
        parts = urlsplit(address) if is_fit else None
        if parts is None or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
            raise BadAddress
        allowed = parts.scheme == "http" and is_allowed("http", parts.hostname, parts.port, settings.OUTBOUND_ALLOW)
    except ValueError:
        raise BadAddress from None
    if parts.scheme != "https" and not allowed:
        raise BadAddress


def _place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()
