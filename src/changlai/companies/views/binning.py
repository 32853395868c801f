"""The bin of companies: what waits there, restored or purged."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.operations import moment_place
from changlai.accounts.pages import Request, page
from changlai.companies import actions, queries, tables
from changlai.companies.errors import CompanyNotYours, NoneChosen
from changlai.companies.forms import CompanyBinForm
from changlai.companies.views.record import address
from changlai.customers import queries as customers
from changlai.kernel import db
from changlai.records import queries as records
from changlai.ui.render import go_to, render


@page(can="companies.delete", methods=("GET",))
def contents(request: Request) -> HttpResponse:
    """What is in the bin, since when, by whom and why, and how long still."""
    found = queries.bin_page(request.member, after=moment_place(request.GET.get("after", "")))
    shown, days = found[: queries.PAGE], customers.care().bin_days
    context = {
        "rows": tables.binned(shown, days, timezone.now()),
        "days": days,
        "after": request.GET.get("after", ""),
        "next": records.bin_cursor(shown[-1]) if len(found) > queries.PAGE else None,
    }
    return render(request, "companies/bin.html", context, block="rows")


@page(can="companies.delete")
def binning(request: Request, company_id: int) -> HttpResponse:
    """Move a company to the bin, in a dialog that asks why; its page then offers the way back."""
    found = queries.get_for(request.member, company_id)
    if not queries.can_bin(request.member, found):
        raise CompanyNotYours(found.name)
    form = CompanyBinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.bin_companies(ids=[found.pk], by=request.member, now=timezone.now(), reason=reason)
        return go_to(request, address(request, found))
    context = {"company": found, "form": form, "days": customers.care().bin_days}
    return render(request, "companies/binning.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="companies.delete", methods=("POST",))
def restoring(request: Request) -> HttpResponse:
    """Bring the chosen ones back; one alone is looked at."""
    ids = _chosen(request)
    actions.restore(ids=ids, by=request.member)
    slug = request.organisation.slug
    if len(ids) == 1 and "stay" not in request.POST:
        return go_to(request, reverse("companies:detail", args=[slug, ids[0]]))
    return go_to(request, reverse("companies:bin", args=[slug]))


@page(can="companies.purge", methods=("POST",))
def purging(request: Request) -> HttpResponse:
    """Delete the chosen ones for good."""
    actions.purge(ids=_chosen(request), by=request.member)
    return go_to(request, reverse("companies:bin", args=[request.organisation.slug]))


def _chosen(request: Request) -> list[int]:
    ids = queries.to_restore(request.member, db.ids_of(request.POST.getlist("id")[: queries.MOST_AT_ONCE]))
    if not ids:
        raise NoneChosen
    return ids
