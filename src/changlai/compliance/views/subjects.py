"""A customer's word about being written to, and what people ask for about their data."""

from typing import cast

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.compliance import actions, queries, tables
from changlai.compliance.actions import Said
from changlai.compliance.enums import RequestState
from changlai.compliance.forms import ConsentForm, ErasureForm
from changlai.compliance.views.rules import offer_channels
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db, files
from changlai.ui.render import render


@page(can="customers.view", methods=("GET",))
def of_customer(request: Request, customer_id: int) -> HttpResponse:
    """May we write, and why not; beside it what the customer has said."""
    customer = customers.get_for(request.member, customer_id)
    context = {
        "customer": customer,
        "answers": tables.in_common(tables.answers(customer, timezone.now())),
        "said": tables.said(customer),
        "can_edit": customers.can_edit(request.member, customer),
        "open": tables.open_requests(customer) if request.member.can("subjects.manage") else [],
    }
    return render(request, "compliance/of_customer.html", context, block="panel")


@page(can="customers.edit")
def consents(request: Request, customer_id: int) -> HttpResponse:
    """Note what the customer has said."""
    customer = customers.get_to_edit(request.member, customer_id)
    form = ConsentForm(request.POST or None)
    offer_channels(form)
    if form.is_valid():
        actions.keep_consent(customer=customer, said=Said(**form.cleaned_data), by=request.member, now=timezone.now())
        return _to(request, customer)
    context = {"customer": customer, "form": form, "products": channels.by_product()}
    return render(request, "compliance/consent.html", context, status=422 if form.is_bound else 200)


@page(can="subjects.manage", methods=("POST",))
def copies(request: Request, customer_id: int) -> HttpResponse:
    """Order a copy of the customer's data."""
    customer = customers.get_for(request.member, customer_id)
    actions.ask_copy(customer=customer, by=request.member, now=timezone.now())
    return _list(request)


@page(can="subjects.manage")
def erasure(request: Request, customer_id: int) -> HttpResponse:
    """What would be erased, and the order for it."""
    customer = customers.get_for(request.member, customer_id)
    form = ErasureForm(request.POST or None)
    if form.is_valid():
        actions.ask_erasure(customer=customer, by=request.member, now=timezone.now(), **form.cleaned_data)
        return _list(request)
    context = {
        "customer": customer,
        "form": form,
        "holdings": tables.holdings(customer),
        "days": actions.GRACE_DAYS,
    }
    return render(request, "compliance/erasure.html", context, status=422 if form.is_bound else 200)


@page(can="subjects.manage", methods=("GET",))
def subjects(request: Request) -> HttpResponse:
    """Everything that was asked for, the latest first."""
    before = db.id_of(request.GET.get("before", ""))
    found = queries.requests(before=before)
    shown = found[: queries.PAGE]
    context = {
        "rows": tables.request_rows(shown, request.member, timezone.now()),
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "before": before,
    }
    return render(request, "compliance/subjects.html", context, block="rows")


@page(can="subjects.manage", methods=("POST",))
def approval(request: Request, request_id: int) -> HttpResponse:
    """A second colleague agrees."""
    found = queries.request_for(request.member, request_id)
    actions.approve(request=found, by=request.member, now=timezone.now())
    return _list(request)


@page(can="subjects.manage", methods=("POST",))
def cancellation(request: Request, request_id: int) -> HttpResponse:
    """It does not happen."""
    actions.call_off(request=queries.request_for(request.member, request_id), by=request.member)
    return _list(request)


@page(can="subjects.manage", methods=("POST",))
def retry(request: Request, request_id: int) -> HttpResponse:
    """Let what failed be tried again."""
    actions.retry(request=queries.request_for(request.member, request_id), by=request.member)
    return _list(request)


@page(can="subjects.manage", methods=("POST",))
def copy(request: Request, request_id: int) -> HttpResponse:
    """Fetch the copy: once, and it is written down."""
    found = queries.request_for(request.member, request_id)
    if found.state != RequestState.DONE:
        raise Http404
    stored = actions.fetch_copy(request=found, by=request.member, now=timezone.now())
    answer = cast("HttpResponse", files.response(request, stored, download=True))
    answer["Cache-Control"] = "no-store"
    return answer


def _to(request: Request, customer: Customer) -> HttpResponse:
    return HttpResponseRedirect(reverse("customers:detail", args=[request.organisation.slug, customer.pk]))


def _list(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("compliance:subjects", args=[request.organisation.slug]))
