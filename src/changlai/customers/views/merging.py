"""Who is who: merging side by side, taking a merge back."""

from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import actions, labels, queries, tables
from changlai.customers.enums import KIND
from changlai.customers.errors import CannotMerge, MayNotEdit
from changlai.customers.models import Customer
from changlai.customers.views.record import address
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.records import queries as records
from changlai.ui.render import render

MOST_IDS = 100
FOUND = 10  # names to choose from
TEXT_LENGTH = 100
CHOICE = "choice-"


@page(can="customers.edit")
def merge(request: Request) -> HttpResponse:
    """Side by side: a value for each field, and what moves. POST makes them one."""
    asked = request.POST if request.method == "POST" else request.GET
    ids = _ids(asked)
    if len(ids) == 1 and request.method == "GET":
        return _search(request, queries.get_to_edit(request.member, ids.pop()))
    found = _customers(request, ids)
    into = next((one for one in found if str(one.pk) == asked.get("into")), found[0])
    if request.method == "GET":
        return _page(request, found, into)
    left_out = frozenset(asked.getlist("offered")) - frozenset(asked.getlist("kept"))
    try:
        actions.unite(into=into, others=found, choices=_choices(asked, found), left_out=left_out, by=request.member)
    except CannotMerge as refusal:
        return _page(request, found, into, refusal, left_out)
    return HttpResponseRedirect(address(request, into) + "?merged=1")


@page(can="customers.view", methods=("GET",))
def merges(request: Request) -> HttpResponse:
    """What was made one, by whom and why; the way back."""
    found = queries.latest_mergings(request.member, before=db.id_of(request.GET.get("before", "")))
    shown = found[: queries.PAGE]
    context = {
        "merges": [{"merging": one, "reason": labels.merge_reason(one.reason)} for one in shown],
        "customers": queries.by_id(one.into_id for one in shown),
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "before": request.GET.get("before", ""),
        "days": actions.UNDO_DAYS,
    }
    return render(request, "customers/merges.html", context, block="rows")


@page(can="customers.edit")
def undoing(request: Request, merging_id: int) -> HttpResponse:
    """How the records will stand again, side by side, or why they cannot. POST takes the merge back."""
    merging = queries.merging_for(request.member, merging_id)
    into = queries.get_to_edit(request.member, merging.into_id)
    if request.method == "GET":
        context = {"parting": tables.parting(request.member, merging, into), "into": into}
        return render(request, "customers/undoing.html", context)
    actions.undo_merge(merging=merging, by=request.member, now=timezone.now())
    return HttpResponseRedirect(address(request, into))


def _choices(asked: QueryDict, found: Sequence[Customer]) -> dict[str, Customer]:
    """By the name of a fact or the key of a MergeChoice: whose value stays."""
    by_id = {str(one.pk): one for one in found}
    chosen = {name.removeprefix(CHOICE): by_id.get(asked.get(name, "")) for name in asked if name.startswith(CHOICE)}
    return {name: one for name, one in chosen.items() if one}


def _page(
    request: Request,
    found: list[Customer],
    into: Customer,
    refusal: Refusal | None = None,
    left_out: Collection[str] = (),
) -> HttpResponse:
    ordered = [into, *(one for one in found if one.pk != into.pk)]
    own, bundles = tables.choices(request.member, ordered)
    context: dict[str, Any] = {
        "found": ordered,
        "into": into,
        "sides": [*tables.sides(request.member, found, into), *own],
        "bundles": bundles,
        "left_out": left_out,
        "moving": tables.moving(ordered),
        "apart": queries.pairs_told_apart([one.pk for one in found]),
        "refusal": refusal,
        "days": actions.UNDO_DAYS,
    }
    return render(request, "customers/merge.html", context, status=422 if refusal else 200)


def _search(request: Request, customer: Customer) -> HttpResponse:
    """With whom? Found as the search finds them."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LENGTH]
    hits = records.find(request.member, records.kinds()[KIND], text, limit=FOUND + 1).hits if text else []
    others = queries.with_owners([hit.record_id for hit in hits if hit.record_id != customer.pk][:FOUND])
    alike = queries.suggestions(request.member, customer)
    context = {
        "customer": customer,
        "text": text,
        "others": tables.rows(others),
        "alike": [(one, labels.duplicate_reason(reason)) for one, reason in alike],
    }
    return render(request, "customers/merge_with.html", context, block="found")


def _ids(asked: QueryDict) -> set[int]:
    return {queries.current_id(one) for one in db.ids_of(asked.getlist("id")[:MOST_IDS])}


def _customers(request: Request, ids: set[int]) -> list[Customer]:
    """The customers named in the request, all of which the member may change."""
    found = queries.to_merge(request.member, ids)
    for one in found:
        if not queries.can_edit(request.member, one):
            raise MayNotEdit(one.name)
    return found
