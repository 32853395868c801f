"""The list of companies, and one company with its people."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.companies import actions, labels, queries
from changlai.companies.enums import KIND
from changlai.companies.forms import CompanyNoteForm
from changlai.companies.models import Company
from changlai.companies.views.gone import gone
from changlai.records import divisions, onpage, pages
from changlai.ui.render import render

PEEKED = 8  # people in the drawer


@page(can="companies.view", methods=("GET",))
def company(request: Request, company_id: int) -> HttpResponse:
    """The record; ``panel=1`` asks for the drawer. What is in the bin says so, what was merged leads to what stayed."""
    try:
        found = queries.get_for(request.member, company_id)
    except Http404:
        return gone(request, company_id)
    if request.GET.get("panel") == "1":
        return _peek(request, found)
    if found.pk != company_id:
        return HttpResponseRedirect(address(request, found))
    return show(request, found)


def _peek(request: Request, found: Company) -> HttpResponse:
    """In a drawer over the list: the facts, own fields and people."""
    people = [one for one in queries.people(request.member, found) if one.post.left_on is None]
    context: dict[str, Any] = {
        **_facts(request, found),
        "people": people[:PEEKED],
        "count": len(people),
        "beside": pages.beside(request, KIND, found.pk),
        "sections": onpage.shown(KIND, found.pk, request.member),
        "can_unmask": False,
    }
    return render(request, "companies/peek.html", context, block="peek")


def _facts(request: Request, found: Company) -> dict[str, Any]:
    return {
        "company": found,
        "place": " ".join(filter(None, (divisions.words(found.place) if found.place else "", found.street))),
        "size": labels.SIZES.get(found.size, ""),
        "can_edit": queries.can_edit(request.member, found),
    }


def show(request: Request, found: Company, form: CompanyNoteForm | None = None) -> HttpResponse:
    """The record with the note as it was typed, when ``form`` has errors."""
    people = queries.people(request.member, found)
    present = [one for one in people if one.post.left_on is None]
    context: dict[str, Any] = {
        **_facts(request, found),
        "people": present,
        "former": [one for one in people if one.post.left_on is not None],
        "timeline_query": urlencode([("id", one.customer.pk) for one in people]),
        "ancestors": queries.ancestors(found) if found.parent_id else [],
        "daughters": queries.daughters(request.member, found),
        "twins": queries.twins(request.member, found),
        "notes": queries.notes(found),
        "sections": onpage.shown(KIND, found.pk, request.member),
        "boxes": onpage.boxes(KIND, found.pk, request.member, organisation=request.organisation.slug),
        "can_bin": queries.can_bin(request.member, found),
        "can_unmask": False,
        "merged": queries.latest_mergings(request.member, into=found.pk, limit=1)[:1]
        if "merged" in request.GET
        else [],
        "form": form or CompanyNoteForm(),
    }
    return render(request, "companies/detail.html", context, status=422 if form else 200)


@page(can="companies.edit", methods=("POST",))
def notes(request: Request, company_id: int) -> HttpResponse:
    """Write a note about a company."""
    found = queries.get_to_edit(request.member, company_id)
    form = CompanyNoteForm(request.POST)
    if not form.is_valid():
        return show(request, found, form)
    actions.write_note(company=found, text=form.cleaned_data["text"], by=request.member, now=timezone.now())
    return HttpResponseRedirect(address(request, found))


def address(request: Request, found: Company) -> str:
    """Where the company's page is."""
    return reverse("companies:detail", args=[request.organisation.slug, found.pk])
