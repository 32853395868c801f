"""Companies that may be one: suggested, side by side, made one, and two again."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.operations import cursor_of, place_of
from changlai.accounts.pages import Request, page
from changlai.companies import actions, queries, tables
from changlai.companies.enums import KIND
from changlai.companies.errors import CannotMergeCompanies
from changlai.companies.models import Company
from changlai.companies.queries.merges import CORE, PHONE, START
from changlai.companies.views.record import address
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records import queries as records
from changlai.ui.render import go_to, render

FOUND = 10  # companies to choose from
TEXT_LENGTH = 100
CHOICE = "choice-"


@page(can="companies.edit", methods=("GET",))
def duplicates(request: Request) -> HttpResponse:
    """Pairs that share a name or a telephone and nobody has decided about."""
    by = PHONE if request.GET.get("by") == PHONE else CORE
    place = place_of(request.GET.get("after", ""), str, int, int) or START
    pairs, more = queries.duplicates(request.member, by=by, after=(place[0], place[1], place[2]))
    context = {"pairs": pairs, "by": by, "after": place != START, "next": cursor_of(*more) if more else None}
    return render(request, "companies/duplicates.html", context, block="rows")


@page(can="companies.edit", methods=("POST",))
def dismissal(request: Request) -> HttpResponse:
    """The two are two: they are not suggested again."""
    first, second = _two(request, request.POST)
    actions.tell_apart(first=first, second=second, by=request.member, now=timezone.now())
    here = reverse("companies:duplicates", args=[request.organisation.slug])
    return go_to(request, f"{here}?by={PHONE}" if request.POST.get("by") == PHONE else here)


@page(can="companies.edit")
def merge(request: Request) -> HttpResponse:
    """With whom, then side by side: a value for each fact, and what moves. POST makes them one."""
    asked = request.POST if request.method == "POST" else request.GET
    if len(asked.getlist("id")) == 1 and request.method == "GET":
        return _search(request, queries.get_to_edit(request.member, _ids(asked)[0]))
    first, second = _two(request, asked)
    into, other = (second, first) if asked.get("into") == str(second.pk) else (first, second)
    if request.method == "GET":
        return _page(request, into, other)
    try:
        actions.merge(into=into, other=other, choices=_choices(asked), by=request.member, now=timezone.now())
    except CannotMergeCompanies as refusal:
        return _page(request, into, other, refusal)
    return HttpResponseRedirect(address(request, into) + "?merged=1")


@page(can="companies.view", methods=("GET",))
def merges(request: Request) -> HttpResponse:
    """What was made one, by whom, and the way back."""
    before = request.GET.get("before", "")
    found = queries.latest_mergings(request.member, before=db.id_of(before) or 0)
    shown = found[: queries.PAGE]
    into = queries.visible_to(request.member).filter(id__in=[one.into_id for one in shown])
    context = {
        "merges": shown,
        "companies": dict(into.values_list("id", "name")),
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "before": before,
        "days": actions.UNDO_DAYS,
    }
    return render(request, "companies/merges.html", context, block="rows")


@page(can="companies.edit")
def undoing(request: Request, merging_id: int) -> HttpResponse:
    """How the two will stand again, or why they cannot. POST takes the merge back."""
    merging = queries.merging_for(request.member, merging_id)
    into = queries.get_to_edit(request.member, merging.into_id)
    if request.method == "GET":
        context = {"parting": tables.parting(merging, into), "into": into}
        return render(request, "companies/undoing.html", context)
    actions.part(merging=merging, by=request.member, now=timezone.now())
    return HttpResponseRedirect(address(request, into))


def _page(request: Request, into: Company, other: Company, refusal: Refusal | None = None) -> HttpResponse:
    found = [into, other]
    context: dict[str, Any] = {
        "found": found,
        "into": into,
        "sides": tables.sides(request.member, found),
        "moving": tables.moving(found),
        "is_apart": queries.told_apart(into, other),
        "refusal": refusal,
        "days": actions.UNDO_DAYS,
    }
    return render(request, "companies/merge.html", context, status=422 if refusal else 200)


def _search(request: Request, company: Company) -> HttpResponse:
    """With whom? Found as the search finds."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
    hits = records.find(request.member, records.kind_of(KIND), text, limit=FOUND).hits if text else ()
    ids = [one.record_id for one in hits if one.record_id != company.pk]
    known = {one.pk: one for one in queries.editable_by(request.member).select_related("industry").filter(id__in=ids)}
    context = {
        "company": company,
        "text": text,
        "others": [known[one] for one in ids if one in known],
        "alike": queries.twins(request.member, company),
    }
    return render(request, "companies/merge_with.html", context, block="found")


def _choices(asked: QueryDict) -> dict[str, int]:
    told = {name.removeprefix(CHOICE): asked.get(name, "") for name in asked if name.startswith(CHOICE)}
    return {name: found for name, raw in told.items() if (found := db.id_of(raw))}


def _two(request: Request, asked: QueryDict) -> tuple[Company, Company]:
    """The two companies of the request, both of which the member may change; 404 when they are not two."""
    found = {one.pk: one for one in (queries.get_to_edit(request.member, pk) for pk in _ids(asked))}
    if len(found) != 2:  # noqa: PLR2004 - as the name says
        raise Http404
    first, second = found.values()
    return first, second


def _ids(asked: QueryDict) -> list[int]:
    told = asked.getlist("id")[:3]
    found = db.ids_of(told)
    if not told or len(found) < len(told):
        raise Http404
    return found
