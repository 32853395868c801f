"""One customer: who it is, and everything that happened."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.operations import moment_place
from changlai.accounts.pages import Request, page
from changlai.customers import queries, tables, wording
from changlai.customers.enums import KIND
from changlai.customers.forms import NoteForm
from changlai.customers.models import Customer, Interaction
from changlai.customers.views.bin import gone
from changlai.kernel import db
from changlai.records import onpage, pages
from changlai.ui.render import render, wants_fragment

MOST_PEOPLE = 200  # whose entries stand together
REFRESHED = 300  # entries a live refresh draws again at most


@page(can="customers.view", methods=("GET",))
def customer(request: Request, customer_id: int) -> HttpResponse:
    """The record; with htmx its timeline, the entries below ``before`` or down to ``down_to``, or with ``part=live``
    everything besides the timeline, but for what the screen is ``editing``. ``panel=1`` asks for the drawer instead.
    """
    try:
        found = queries.get_for(request.member, customer_id)
    except Http404:
        return gone(request, customer_id)
    if found.id != customer_id:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(address(request, found) + (f"?{query}" if query else ""))
    if wants_fragment(request) and request.GET.get("part") == "live":
        return _live(request, found)
    return show(request, found)


@page(can="customers.view", methods=("GET",))
def timeline_of(request: Request) -> HttpResponse:
    """What happened lately with several customers, ``id`` each: a fragment for the page of what they belong to."""
    ids = db.ids_of(request.GET.getlist("id"))
    people = {one.pk: one for one in queries.visible_to(request.member).filter(id__in=ids[:MOST_PEOPLE])}
    rows = queries.timeline_of(list(people))
    drawn = zip(tables.entries(rows, in_runs=False), (people[row.customer_id] for row in rows), strict=True)
    return render(request, "customers/timeline_of.html", {"rows": list(drawn)}, block="rows")


def show(request: Request, found: Customer, form: NoteForm | None = None) -> HttpResponse:
    """The record with the note as it was typed, when ``form`` has errors."""
    context = timeline(request, found) | {"form": form or NoteForm(), "colleagues": []}
    if context["can_edit"]:
        others = accounts.visible_members(request.member).filter(is_active=True).exclude(pk=request.member.pk)
        context["colleagues"] = list(others.order_by("name").values_list("name", flat=True))
    is_peek = context["is_peek"]
    if is_peek or not wants_fragment(request):
        context |= _record(request, found)
    block = "entries" if request.GET.get("before") or request.GET.get("down_to") else "timeline"
    if is_peek:
        return render(request, "customers/peek.html", context, block="peek")
    return render(request, "customers/detail.html", context, block=block, status=422 if form else 200)


def _live(request: Request, found: Customer) -> HttpResponse:
    context = _record(request, found) | {
        "customer": found,
        "can_edit": queries.can_edit(request.member, found),
        "chips": _chips(queries.kind_counts(found), None),
        "is_live": True,
        "is_peek": _is_peek(request),
        "editing": request.GET.getlist("editing"),
    }
    if context["is_peek"]:
        context |= timeline(request, found)
    return render(request, "customers/live.html", context, block="live")


def _is_peek(request: Request) -> bool:
    """Whether the drawer over the list asks."""
    return request.GET.get("panel") == "1"


def address(request: Request, found: Customer) -> str:
    """Where the customer's page is."""
    return reverse("customers:detail", args=[request.organisation.slug, found.id])


def timeline(request: Request, found: Customer) -> dict[str, Any]:
    """What the timeline needs: entries, chips with their counts, and where it goes on."""
    chip = next((one for one in wording.CHIPS if one.slug == request.GET.get("show")), None)
    kinds = chip.kinds if chip else ()
    before, down_to = (
        moment_place(request.GET.get("before", "")),
        moment_place(request.GET.get("down_to", "")),
    )
    limit = REFRESHED if down_to else queries.PAGE
    rows = queries.timeline(found, kinds=kinds, before=before, down_to=down_to, limit=limit)
    shown = rows[:limit]
    return {
        "customer": found,
        "entries": tables.entries(shown),
        "above": _day_above(before),
        "chip": chip.slug if chip else "",
        "chips": _chips(queries.kind_counts(found), chip),
        "pinned": queries.pinned_notes(found) if before is None and down_to is None else [],
        "can_edit": queries.can_edit(request.member, found),
        "place": tables.timeline_cursor(shown[-1]) if shown else "",
        "has_more": len(rows) > limit or bool(down_to and _has_older(found, shown, kinds)),
        "is_top": before is None,
        "is_peek": _is_peek(request),
    }


def _record(request: Request, found: Customer) -> dict[str, Any]:
    member, place = request.member, pages.beside(request, "customer", found.pk)
    return {
        "record": tables.record(found, member),
        "sections": onpage.shown(KIND, found.pk, member),
        "collaborators": queries.collaborators(found),
        "row": tables.rows([found])[0],
        "panels": tables.panels(member),
        "buttons": tables.buttons(member, request.organisation.slug, found),
        "can_unmask": queries.can_unmask(member, found),
        "can_bin": queries.can_bin(member, found),
        "came_from_list": place.is_from_list,
        "back": place.back,
        "above_id": place.above_id,
        "below_id": place.below_id,
        "list_query": place.query,
    }


def _chips(counts: dict[str, int], chosen: wording.Chip | None) -> list[tuple[wording.Chip, int]]:
    """The chips with their counts; rare ones only where there is something of the kind."""
    summed = [(chip, sum(counts.get(kind, 0) for kind in chip.kinds)) for chip in wording.CHIPS]
    return [(chip, count) for chip, count in summed if count or chip.is_always or chip == chosen]


def _has_older(found: Customer, shown: Sequence[Interaction], kinds: Collection[str]) -> bool:
    """Whether a refreshed timeline still goes on below its last entry."""
    if not shown:
        return False
    return bool(queries.timeline(found, kinds=kinds, before=(shown[-1].occurred_at, shown[-1].id), limit=0))


def _day_above(before: tuple[datetime, int] | None) -> object:
    """The day of the entry above a page, so that its heading is not written twice."""
    return timezone.localtime(before[0]).date() if before else None
