"""The rows of an import: looked at, mended in place, decided about."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, page
from changlai.imports import actions, queries, tables
from changlai.imports.enums import RowView, TwinChoice
from changlai.imports.forms import CHOICES
from changlai.imports.models import ImportRow, ImportRun
from changlai.kernel import db
from changlai.ui.render import render, wants_fragment


@page(can="customers.import", methods=("GET",))
@never_cache
def rows(request: Request, run_id: int) -> HttpResponse:
    """A page of rows; with htmx only the grid."""
    found = queries.get_for(request.member, run_id)
    if not wants_fragment(request):
        query = request.GET.urlencode()
        here = reverse("imports:run", args=[request.organisation.slug, found.pk])
        return HttpResponseRedirect(f"{here}?{query}" if query else here)
    context = grid_context(request, found, RowView.ALL) | {"run": found, "choices": CHOICES}
    return render(request, "imports/grid.html", context)


@page(can="customers.import", methods=("POST",))
def cell(request: Request, run_id: int, number: int) -> HttpResponse:
    """Another text in a cell; the row comes back, checked again, and those on the page that meant the same."""
    found = queries.get_for(request.member, run_id)
    place = request.POST.get("place", "")
    if not (place.isascii() and place.isdecimal() and len(place) < 5):  # noqa: PLR2004
        raise Http404
    mended = actions.edit_cell(run=found, number=number, place=int(place), text=request.POST.get("text", ""))
    shown = set(db.ids_of(request.POST.get("shown", "").split(",")))
    followers = [row for row in mended[1:] if row.number in shown]
    return _rows(request, queries.get_for(request.member, run_id), mended[:1], followers)


@page(can="customers.import", methods=("POST",))
def choice(request: Request, run_id: int, number: int) -> HttpResponse:
    """What to do with one duplicate."""
    found = queries.get_for(request.member, run_id)
    row = actions.choose(run=found, number=number, choice=_choice(request))
    return _rows(request, found, [row])


@page(can="customers.import", methods=("POST",))
def common_choice(request: Request, run_id: int) -> HttpResponse:
    """What to do with all of them."""
    found = queries.get_for(request.member, run_id)
    actions.choose_for_all(run=found, choice=_choice(request))
    return HttpResponseRedirect(reverse("imports:run", args=[request.organisation.slug, found.pk]))


def _choice(request: Request) -> TwinChoice:
    given = request.POST.get("choice", "")
    if given not in set(TwinChoice):
        raise Http404
    return TwinChoice(given)


def _rows(
    request: Request, run: ImportRun, found: list[ImportRow], followers: Sequence[ImportRow] = ()
) -> HttpResponse:
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("imports:run", args=[request.organisation.slug, run.pk]))
    context: dict[str, Any] = {
        "run": run,
        "rows": tables.grid(run, found, request.organisation.slug),
        "followers": tables.grid(run, followers, request.organisation.slug),
        "filters": tables.filters(run),
        "view": request.POST.get("view", ""),
        "choices": CHOICES,
        "is_mended": True,
    }
    return render(request, "imports/row.html", context)


def grid_context(request: Request, found: ImportRun, default: RowView) -> dict[str, Any]:
    """A keyset page of rows and the way to the next."""
    asked = request.GET.get("view", "")
    view = RowView(asked) if asked in set(RowView) else default
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0  # noqa: PLR2004
    page_of = actions.reworded(found, queries.page(found, view=view, after=after))
    shown = page_of[: queries.PAGE]
    here = reverse("imports:rows", args=[request.organisation.slug, found.pk], query={"view": view.value})
    return {
        "view": view.value,
        "headings": tables.headings(found),
        "rows": tables.grid(found, shown, request.organisation.slug),
        "filters": tables.filters(found),
        "first": here if after else None,
        "next": f"{here}&after={shown[-1].number}" if len(page_of) > queries.PAGE else None,
    }
