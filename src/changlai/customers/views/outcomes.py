"""The organisation's list of what may come of a follow-up."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries
from changlai.customers.errors import OutcomeTaken
from changlai.customers.forms import NewOutcomeForm, OutcomeForm, OutcomesOrderForm
from changlai.customers.queries import KnownOutcome
from changlai.ui.render import go_to, render, wants_fragment


@page(can="customers.outcomes", methods=("GET",))
def library(request: Request) -> HttpResponse:
    """Every outcome, in its order."""
    return render(request, "customers/outcomes.html", {"outcomes": queries.outcomes()}, block="rows")


@page(can="customers.outcomes")
def new(request: Request) -> HttpResponse:
    """A new outcome, in a dialog."""
    form = NewOutcomeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.create_outcome(name=form.cleaned_data["name"], by=request.member)
        except OutcomeTaken as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            return _back(request)
    return _dialog(request, form, None)


@page(can="customers.outcomes")
def outcome(request: Request, slug: str) -> HttpResponse:
    """Another word for an outcome, or out of use and back, in a dialog."""
    found = next((one for one in queries.outcomes() if one.slug == slug), None)
    if found is None:
        raise Http404
    form = OutcomeForm(request.POST or None, initial={"name": found.label, "is_active": found.is_active})
    if form.is_valid():
        name = form.cleaned_data["name"]
        kept = found.name if name in {"", found.label} else name  # a word of the house stays one in every language
        try:
            actions.change_outcome(slug=slug, name=kept, is_active=form.cleaned_data["is_active"], by=request.member)
        except OutcomeTaken as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            return _back(request)
    return _dialog(request, form, found)


@page(can="customers.outcomes", methods=("POST",))
def order(request: Request) -> HttpResponse:
    """The list in another order."""
    form = OutcomesOrderForm(request.POST)
    if form.is_valid():
        actions.arrange_outcomes(slugs=form.cleaned_data["ids"], by=request.member)
    if wants_fragment(request):
        return render(request, "customers/outcomes.html", {"outcomes": queries.outcomes()}, block="rows")
    return _back(request)


def _dialog(request: Request, form: OutcomeForm, found: KnownOutcome | None) -> HttpResponse:
    context = {"form": form, "outcome": found}
    return render(request, "customers/outcome.html", context, block="dialog", status=422 if form.is_bound else 200)


def _back(request: Request) -> HttpResponse:
    return go_to(request, reverse("customers:outcomes", args=[request.organisation.slug]))
