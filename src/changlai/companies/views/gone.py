"""The page of a company that is in the bin."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request
from changlai.companies import queries, tables
from changlai.customers import queries as customers
from changlai.ui.render import render, wants_fragment


def gone(request: Request, company_id: int) -> HttpResponse:
    """Since when, by whom, why, and the way back; 404 for any other company."""
    found = queries.binned_for(request.member, company_id)
    if wants_fragment(request):
        raise Http404
    (row,) = tables.binned([found], customers.care().bin_days, timezone.now())
    context = {"company": found, "row": row, "can_restore": queries.can_bin(request.member, found)}
    return render(request, "companies/gone.html", context)
