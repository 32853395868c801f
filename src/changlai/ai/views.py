"""The language model elsewhere: set up, tried, switched, taken away; what it did this month."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, outside_page, page
from changlai.ai import actions, queries
from changlai.ai.actions import Trial
from changlai.ai.contracts import MILLION
from changlai.ai.enums import Failure
from changlai.ai.errors import NotNow
from changlai.ai.forms import ModelForm, TrialForm, model_held
from changlai.ai.models import LanguageModel, ModelUse
from changlai.kernel.errors import Refusal
from changlai.kernel.tenancy import scope
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


@page(can="ai.manage")
def model(request: Request) -> HttpResponse:
    """Everything about it."""
    found = queries.language_model()
    form = ModelForm(request.POST or None, initial=model_held(found))
    if form.is_valid() and _is_set(request, form):
        return _back(request)
    return _shown(request, form=form)


@page(can="ai.manage", methods=("POST",))
def switch(request: Request) -> HttpResponse:
    """On or off."""
    actions.switch_model(is_on=request.POST.get("is_on") == "1", by=request.member)
    return _back(request)


@page(can="ai.manage", methods=("POST",))
def removal(request: Request) -> HttpResponse:
    """Away with address and key."""
    actions.remove_model(by=request.member)
    return _back(request)


@outside_page(can="ai.manage", methods=("POST",))
def trial(request: Request) -> HttpResponse:
    """Ask about one sentence: what left, what came back, what it took."""
    form, tried = TrialForm(request.POST), None
    if form.is_valid():
        text, org = form.cleaned_data["text"], request.organisation.pk
        try:
            tried = actions.try_out(text, organisation_id=org, now=timezone.now())
        except NotNow:
            form.add_error(None, _("The month's budget is spent. Raise it to go on."))
    with scope(request.organisation.pk):
        return _shown(request, trial_form=form, tried=tried)


def _is_set(request: Request, form: ModelForm) -> bool:
    """Whether it could be written; a refusal stands in the form."""
    try:
        actions.set_model(wish=form.wish(), by=request.member)
    except Refusal as refused:
        form.add_error(str(refused.facts["field"]), str(refused.sentence))
        return False
    return True


def _back(request: Request) -> HttpResponse:
    return go_to(request, reverse("ai:model", args=[request.organisation.slug]))


def _shown(
    request: Request, *, form: ModelForm | None = None, trial_form: TrialForm | None = None, tried: Trial | None = None
) -> HttpResponse:
    found, now = queries.language_model(), timezone.now()
    form = form or ModelForm(initial=model_held(found))
    if found and found.key:
        form.keep_key()
    context: dict[str, Any] = {
        "form": form,
        "model": found,
        "trial_form": trial_form or TrialForm(initial={"text": _("Bought it two days ago and it is broken already")}),
        "tried": _told(tried) if tried else None,
        **_month(found, queries.use_of(now)),
        "failure": Failure(found.failure).label if found and found.failure else "",
        "pausing_until": found.resume_at if found and found.resume_at and found.resume_at > now else None,
    }
    is_refused = form.is_bound or (trial_form is not None and not trial_form.is_valid())
    return render(request, "ai/model.html", context, status=UNPROCESSABLE if is_refused else 200)


def _month(found: LanguageModel | None, use: ModelUse) -> dict[str, Any]:
    has_prices = bool(found and (found.price_read or found.price_written))
    is_spent = bool(found and use.tokens >= found.budget)
    return {"use": use, "cost": _cents(use.cost) if has_prices or use.cost else None, "is_spent": is_spent}


def _told(tried: Trial) -> dict[str, Any]:
    said = tried.judgement
    return {
        "sent": tried.sent,
        "said": said,
        "percent": round(said.chance * 100) if said else 0,
        "aspects": [(aspect.label, sentiment) for aspect, sentiment in said.aspects.items()] if said else [],
        "tokens": tried.used.total if tried.used else None,
        "fen": tried.cost / MILLION,
        "milliseconds": round(tried.seconds * 1_000),
        "failure": tried.failure.label if tried.failure else "",
        "detail": tried.detail,
    }


def _cents(cost: int) -> int:
    """Rounded up: what was asked for is never shown as nothing."""
    return -(-cost // MILLION)
