"""The review queue of possible duplicates, the rules behind it, and many pairs at once."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, tables
from changlai.customers.enums import Certainty
from changlai.customers.models import Suggestion
from changlai.kernel import db
from changlai.ui.render import go_to, render, wants_fragment

MOST_TICKED = 500
SURE = (90, 75, 50)  # percent: from where on all of a filter may be merged at once


@page(can="customers.edit", methods=("GET",))
def duplicates(request: Request) -> HttpResponse:
    """Pairs that somebody should look at, the surest first, each with its reasons."""
    named = tables.rule_names(queries.twin_rules())
    rule = request.GET.get("rule", "")
    rule = rule if rule in {one.slug for one, _ in named} else ""
    found = queries.duplicates(request.member, after=tables.pair_place(request.GET.get("after", "")), rule=rule)
    shown = found[: queries.PAGE]
    fields = {one.field.pk: one.field.name for one, _ in named if one.field}
    context = {
        "pairs": tables.pairs(shown, request.member, fields),
        "rules": [(one, name) for one, name in named if one.certainty != Certainty.OFF or one.slug == rule],
        "rule": rule,
        "sure": SURE,
        "runs": queries.merge_runs(request.member, limit=1),
        "next": tables.pair_cursor(shown[-1]) if len(found) > queries.PAGE else None,
        "after": request.GET.get("after", ""),
    }
    return render(request, "customers/duplicates.html", context, block="rows")


@page(can="customers.edit", methods=("POST",))
def dismissal(request: Request, suggestion_id: int) -> HttpResponse:
    """Two different people: remembered for good."""
    actions.dismiss(suggestion=_mine(request, suggestion_id), by=request.member, now=timezone.now())
    return HttpResponse("") if wants_fragment(request) else _back(request)


@page(can="customers.edit", methods=("POST",))
def joining(request: Request, suggestion_id: int) -> HttpResponse:
    """One person: merged into who is longer known, each fact that is missing taken from the other."""
    pair = _mine(request, suggestion_id)
    run = actions.merge_suggestions(ids=[pair.pk], by=request.member, now=timezone.now())
    if run.failed or not wants_fragment(request):
        return _to_run(request, run.pk)
    merging = run.merging_ids[0]
    context = {"pair": pair, "merging_id": merging}
    return render(request, "customers/joined.html", context, block="joined")


@page(can="customers.edit", methods=("POST",))
def runs(request: Request) -> HttpResponse:
    """Merge the ticked pairs, or all of a rule of which the machine is sure enough."""
    ids = db.ids_of(request.POST.getlist("pair")[:MOST_TICKED])
    at_least = db.id_of(request.POST.get("at_least", ""))
    if at_least in SURE:
        rule = request.POST.get("rule", "")
        ids = queries.suggestion_ids(request.member, rule=rule, at_least=at_least, limit=actions.MOST_MERGED)
    run = actions.merge_suggestions(ids=ids, by=request.member, now=timezone.now())
    return _to_run(request, run.pk)


@page(can="customers.edit", methods=("GET",))
def run(request: Request, run_id: int) -> HttpResponse:
    """How far a run is, and its report."""
    found = queries.merge_run_for(request.member, run_id)
    return render(request, "customers/merge_run.html", {"run": found}, block="rows")


@page(can="customers.edit", methods=("POST",))
def run_stop(request: Request, run_id: int) -> HttpResponse:
    """Leave the rest."""
    actions.stop_merge_run(run=queries.merge_run_for(request.member, run_id), now=timezone.now())
    return _to_run(request, run_id)


@page(can="customers.edit", methods=("POST",))
def run_undoing(request: Request, run_id: int) -> HttpResponse:
    """Take all merges of a run back."""
    found = queries.merge_run_for(request.member, run_id)
    undone = actions.undo_merge_run(run=found, by=request.member, now=timezone.now())
    return _to_run(request, undone.pk)


@page(can="customers.rules")
def rules(request: Request) -> HttpResponse:
    """What follows when a rule applies: merged by the machine, suggested, or nothing."""
    found = queries.twin_rules()
    if request.method == "POST":
        known = {str(one) for one in Certainty}
        told = {one.slug: request.POST.get(one.slug, "") for one in found}
        chosen = {slug: Certainty(value) for slug, value in told.items() if value in known}
        actions.set_twin_rules(rules=chosen, by=request.member)
        return HttpResponseRedirect(reverse("customers:twin_rules", args=[request.organisation.slug]) + "?saved=1")
    return render(request, "customers/twin_rules.html", {"rules": tables.rule_names(found)})


@page(can="customers.rules", methods=("POST",))
def checks(request: Request) -> HttpResponse:
    """Have everybody looked at again, in the background."""
    actions.check_everybody(by=request.member)
    return HttpResponseRedirect(reverse("customers:twin_rules", args=[request.organisation.slug]) + "?ordered=1")


def _mine(request: Request, suggestion_id: int) -> Suggestion:
    pair = queries.duplicate_for(request.member, suggestion_id)
    for one in (pair.first_id, pair.second_id):
        queries.get_to_edit(request.member, one)
    return pair


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("customers:duplicates", args=[request.organisation.slug]))


def _to_run(request: Request, run_id: int) -> HttpResponse:
    url = reverse("customers:merge_run", args=[request.organisation.slug, run_id])
    return go_to(request, url)
