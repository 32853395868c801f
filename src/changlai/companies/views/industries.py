"""The organisation's list of industries."""

from django.http import HttpResponse
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.companies import actions, queries
from changlai.companies.forms import IndustriesOrderForm, IndustryForm
from changlai.ui.render import go_to, render, wants_fragment


@page(can="companies.industries", methods=("GET",))
def library(request: Request) -> HttpResponse:
    """Every industry, in its order."""
    return render(request, "companies/industries.html", {"industries": queries.industries()}, block="rows")


@page(can="companies.industries")
def new(request: Request) -> HttpResponse:
    """A new industry, in a dialog."""
    form = IndustryForm(request.POST or None)
    if form.is_valid():
        actions.create_industry(name=" ".join(form.cleaned_data["name"].split()), by=request.member)
        return go_to(request, _here(request))
    context = {"form": form, "industry": None}
    return render(request, "companies/industry.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="companies.industries")
def industry(request: Request, industry_id: int) -> HttpResponse:
    """Another name for an industry, in a dialog."""
    found = queries.industry_of(industry_id)
    form = IndustryForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        name = " ".join(form.cleaned_data["name"].split())
        actions.rename_industry(industry=found, name=name, by=request.member)
        return go_to(request, _here(request))
    context = {"form": form, "industry": found}
    return render(request, "companies/industry.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="companies.industries", methods=("POST",))
def removal(request: Request, industry_id: int) -> HttpResponse:
    """Companies of it have none any more."""
    actions.delete_industry(industry=queries.industry_of(industry_id), by=request.member)
    return go_to(request, _here(request))


@page(can="companies.industries", methods=("POST",))
def order(request: Request) -> HttpResponse:
    """The list in another order."""
    form = IndustriesOrderForm(request.POST)
    if form.is_valid():
        actions.arrange_industries(ids=form.cleaned_data["ids"], by=request.member)
    if wants_fragment(request):
        return render(request, "companies/industries.html", {"industries": queries.industries()}, block="rows")
    return go_to(request, _here(request))


def _here(request: Request) -> str:
    return reverse("companies:industries", args=[request.organisation.slug])
