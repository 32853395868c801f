"""The bin: who waits there, restored or purged, and the proof of what is gone."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.operations import moment_place
from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, tables
from changlai.customers.errors import MayNotBin, NobodyChosen
from changlai.customers.forms import BinDaysForm, BinForm
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.records import queries as records
from changlai.ui.render import go_to, render, wants_fragment

TEXT_LENGTH = 100


@page(can="customers.delete", methods=("GET",))
def contents(request: Request) -> HttpResponse:
    """Who is in the bin, since when, by whom and why, and how long still."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
    found = queries.bin_page(request.member, after=moment_place(request.GET.get("after", "")), text=text)
    shown, days = found[: queries.PAGE], queries.care().bin_days
    context = {
        "rows": tables.binned(shown, days, timezone.now()),
        "days": days,
        "text": text,
        "after": request.GET.get("after", ""),
        "next": records.bin_cursor(shown[-1]) if len(found) > queries.PAGE else None,
    }
    return render(request, "customers/bin.html", context, block="rows")


@page(can="customers.delete")
def binning(request: Request, customer_id: int) -> HttpResponse:
    """Move one customer to the bin, in a dialog that asks why; their page then offers the way back."""
    customer = queries.get_for(request.member, customer_id)
    if not queries.can_bin(request.member, customer):
        raise MayNotBin(customer.name)
    form = BinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.bin_customers(ids=[customer.pk], by=request.member, now=timezone.now(), reason=reason)
        return go_to(request, reverse("customers:detail", args=[request.organisation.slug, customer.pk]))
    context = {"customer": customer, "form": form, "days": queries.care().bin_days}
    return render(request, "customers/binning.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.delete", methods=("POST",))
def restoring(request: Request) -> HttpResponse:
    """Bring the chosen ones back; one alone is looked at."""
    ids = _chosen(request)
    actions.restore(ids=ids, by=request.member, now=timezone.now())
    slug = request.organisation.slug
    alone = len(ids) == 1 and "stay" not in request.POST
    return go_to(
        request, reverse("customers:detail", args=[slug, ids[0]]) if alone else reverse("customers:bin", args=[slug])
    )


@page(can="customers.purge", methods=("POST",))
def purging(request: Request) -> HttpResponse:
    """Erase the chosen ones for good."""
    actions.purge_chosen(ids=_chosen(request), by=request.member, now=timezone.now())
    return go_to(request, reverse("customers:purges", args=[request.organisation.slug]))


@page(can="customers.purge", methods=("GET",))
def purges(request: Request) -> HttpResponse:
    """The proof: what was purged, when, by whom, and how many rows went."""
    before = request.GET.get("before", "")
    found = queries.purges(request.member, before=db.id_of(before))
    shown = found[: queries.PAGE]
    context = {
        "purges": [(one, sum(rows for _table, rows in one.report)) for one in shown],
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "before": before,
    }
    return render(request, "customers/purges.html", context, block="rows")


@page(can="customers.purge")
def keeping(request: Request) -> HttpResponse:
    """How long the bin keeps customers, in a dialog."""
    form = BinDaysForm(request.POST or None, initial={"days": queries.care().bin_days})
    if form.is_valid():
        actions.keep_in_bin(days=form.cleaned_data["days"], by=request.member)
        return go_to(request, reverse("customers:bin", args=[request.organisation.slug]))
    context = {"form": form}
    return render(request, "customers/bin_days.html", context, block="dialog", status=422 if form.is_bound else 200)


def gone(request: Request, customer_id: int) -> HttpResponse:
    """The page of a customer who is in the bin: since when, why, and the way back. 404 for anybody else."""
    found: Customer = queries.binned_for(request.member, customer_id)
    here = reverse("customers:detail", args=[request.organisation.slug, found.pk])
    if wants_fragment(request) and request.GET.get("part") == "live":
        return go_to(request, here)
    if wants_fragment(request):
        raise Http404
    days = queries.care().bin_days
    context = {
        "customer": found,
        "row": tables.binned([found], days, timezone.now())[0],
        "can_restore": queries.can_bin(request.member, found),
    }
    return render(request, "customers/gone.html", context)


def _chosen(request: Request) -> list[int]:
    ids = queries.to_restore(request.member, db.ids_of(request.POST.getlist("id")[: queries.MOST_AT_ONCE]))
    if not ids:
        raise NobodyChosen
    return ids
