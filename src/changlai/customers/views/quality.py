"""How good the records are."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts.pages import Request, page
from changlai.customers import actions, tables
from changlai.ui.render import render


@page(can="customers.quality", methods=("GET",))
def quality(request: Request) -> HttpResponse:
    """Figures as of the last count, by source and by person responsible; each opens its customers."""
    return render(request, "customers/quality.html", {"quality": tables.quality(request.member)}, block="rows")


@page(can="customers.quality", methods=("POST",))
def counting(request: Request) -> HttpResponse:
    """Count again now, in the background."""
    actions.order_quality(by=request.member)
    return HttpResponseRedirect(reverse("customers:quality", args=[request.organisation.slug]) + "?ordered=1")
