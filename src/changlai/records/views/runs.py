"""Deeds with many records: what they ask for, how far they are, what came of them."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from changlai.accounts.pages import Request, member_page
from changlai.kernel import db
from changlai.records import actions, offers, queries, registry
from changlai.records.contracts import Argument, Attribute, Deed, Kind, Sql
from changlai.records.errors import BadArgument
from changlai.records.filters import Filter, Reading
from changlai.records.filters.tree import parse
from changlai.records.models import DeedRun
from changlai.records.tables.chosen import Chosen
from changlai.records.views.doors import UNPROCESSABLE, beside_list, state_of
from changlai.ui.render import wants_fragment


@member_page
def deed(request: Request, kind: str) -> HttpResponse:
    """What a deed needs to know, and how many it will be done to; posted, it begins."""
    found = queries.kind_for(request.member, kind)
    told = request.POST if request.method == "POST" else request.GET
    chosen = next((one for one in offers.for_member(found.slug, request.member) if one.slug == told.get("deed")), None)
    if chosen is None:
        raise Http404
    problem = ""
    if request.method == "POST" and "begin" in request.POST:
        try:
            run = actions.begin_run(
                kind=found,
                deed=chosen.slug,
                meant=_meant(request, found),
                arguments=_given(request),
                by=request.member,
                now=timezone.now(),
            )
        except BadArgument as refusal:
            problem = str(refusal.sentence)
        else:
            return _to_run(request, found, run)
    return _asked(request, found, chosen, _count(request, found), problem)


def _asked(request: Request, kind: Kind, deed: Deed, count: int, problem: str) -> HttpResponse:
    told = request.POST if request.method == "POST" else request.GET
    arguments: Sequence[Argument] = deed.arguments() if deed.arguments else ()
    settable: Sequence[Attribute] = ()
    if offers.is_setting(deed):
        settable = offers.writable(kind.slug, request.member)
        one = next((one for one in settable if one.path == told.get(offers.PATH)), settable[0] if settable else None)
        arguments = [offers.argument_of(one)] if one else ()
    context = {
        "kind": kind,
        "deed": deed,
        "count": count,
        "state": state_of(request, kind),
        "ids": told.get("ids", ""),
        "all": told.get("all", ""),
        "arguments": [(one, list(one.options()) if one.options else None) for one in arguments],
        "settable": settable,
        "path": told.get(offers.PATH, settable[0].path if settable else ""),
        "many": offers.MANY,
        "problem": problem,
    }
    return beside_list(request, "records/deed.html", context, block="dialog", status=UNPROCESSABLE if problem else 200)


def _meant(request: Request, kind: Kind) -> Sequence[int] | Sql:
    """The records that are meant: those ticked, or all the list shows."""
    wanted = _wanted(request, kind)
    return _ticked(request) if wanted is None else queries.selection(kind, request.member, wanted)


def _count(request: Request, kind: Kind) -> int:
    """How many that are."""
    wanted = _wanted(request, kind)
    return len(set(_ticked(request))) if wanted is None else queries.count(kind, request.member, wanted)


def _wanted(request: Request, kind: Kind) -> Filter | None:
    """The filter, where all results are meant."""
    told = request.POST if request.method == "POST" else request.GET
    if not told.get("all"):
        return None
    return Reading(kind.slug, request.member).check(parse(state_of(request, kind).asked))


def _ticked(request: Request) -> list[int]:
    told = request.POST if request.method == "POST" else request.GET
    return db.ids_of(told.get("ids", "").split(","))


def _given(request: Request) -> dict[str, Any]:
    """What was chosen, by the names of the arguments."""
    return {name: request.POST.getlist(name) for name in request.POST}


def _to_run(request: Request, kind: Kind, run: DeedRun) -> HttpResponse:
    if wants_fragment(request):
        return _run_page(request, kind, run)
    return HttpResponseRedirect(reverse("records:run", args=[request.organisation.slug, kind.slug, run.pk]))


@member_page
@never_cache
def run(request: Request, kind: str, run_id: int) -> HttpResponse:
    """How far a run is, and what could not be done and why. ``part=progress`` asks for that alone."""
    found = queries.kind_for(request.member, kind)
    return _run_page(request, found, queries.run_for(request.member, run_id))


@member_page
def runs(request: Request, kind: str) -> HttpResponse:
    """The member's runs, the latest first."""
    found = queries.kind_for(request.member, kind)
    before = request.GET.get("before", "")
    rows = queries.runs(request.member, found.slug, before=db.id_of(before) or 0)
    shown = rows[: queries.RUNS]
    chosen = Chosen(request.member)
    context = {
        "kind": found,
        "runs": [(one, _label(one), chosen.words(one)) for one in shown],
        "next": shown[-1].pk if len(rows) > queries.RUNS else 0,
    }
    return beside_list(request, "records/runs.html", context)


@member_page
def cancellation(request: Request, kind: str, run_id: int) -> HttpResponse:
    """Leave the rest."""
    found = queries.kind_for(request.member, kind)
    one = queries.run_for(request.member, run_id)
    if request.method == "POST":
        one = actions.cancel_run(run=one, by=request.member, now=timezone.now())
    return _to_run(request, found, one)


@member_page
def attempts(request: Request, kind: str, run_id: int) -> HttpResponse:
    """Those that failed once more, as a run of its own."""
    found = queries.kind_for(request.member, kind)
    one = queries.run_for(request.member, run_id)
    if request.method == "POST":
        one = actions.retry_run(run=one, by=request.member, now=timezone.now())
    return _to_run(request, found, one)


def _run_page(request: Request, kind: Kind, run: DeedRun) -> HttpResponse:
    after = request.GET.get("after", "")
    failed = queries.failures(run, after=db.id_of(after) or 0)
    shown = failed[: queries.RUNS] if run.ended_at else []
    faces = kind.faces(_seen(request, kind, [one.record_id for one in shown])) if shown else {}
    context = {
        "kind": kind,
        "run": run,
        "label": _label(run),
        "chosen": Chosen(request.member).words(run),
        "failed": [(one, faces.get(one.record_id)) for one in shown],
        "next": shown[-1].record_id if len(failed) > queries.RUNS and shown else 0,
    }
    response = beside_list(request, "records/run.html", context, block="dialog")
    if run.ended_at and wants_fragment(request):
        response["HX-Trigger"] = "runEnded"
    return response


def _seen(request: Request, kind: Kind, ids: Sequence[int]) -> list[int]:
    """Those of these records the member may see: who was named by an id alone is not told who that is."""
    return list(kind.visible(request.member).filter(pk__in=ids).values_list("pk", flat=True))


def _label(run: DeedRun) -> str:
    found = offers.of(run.kind).get(run.deed) if run.kind in registry.kinds() else None
    return str(found.label) if found else run.deed
