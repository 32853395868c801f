"""Keeping, changing and arranging views of lists."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from changlai.accounts.pages import Request, member_page
from changlai.records import actions, queries
from changlai.records.contracts import Kind
from changlai.records.forms import ViewForm
from changlai.records.models import SavedView
from changlai.records.tables.state import State
from changlai.records.views.doors import UNPROCESSABLE, beside_list, state_of, to_list


@member_page
def new_view(request: Request, kind: str) -> HttpResponse:
    """What the list shows now, under a name."""
    found = queries.kind_for(request.member, kind)
    here = state_of(request, found)
    form = ViewForm(request.POST or None)
    if form.is_valid():
        made = actions.keep_view(
            kind=found.slug,
            name=form.cleaned_data["name"],
            filter=here.asked or {},
            columns=here.shown,
            order=here.sorted_by,
            is_team=form.cleaned_data["is_team"] and request.member.can("records.share"),
            by=request.member,
            now=timezone.now(),
        )
        return to_list(request, found, {"view": made.key})
    context = {"kind": found, "state": here, "form": form, "can_share": request.member.can("records.share")}
    status = UNPROCESSABLE if form.is_bound else 200
    return beside_list(request, "records/new_view.html", context, block="dialog", status=status)


@member_page
def view(request: Request, kind: str, view_id: int) -> HttpResponse:
    """One view: rename it, share it, copy it, delete it, or (``keep``) give it what the list shows now."""
    found = queries.kind_for(request.member, kind)
    one = queries.view_for(request.member, found.slug, view_id)
    if request.method != "POST":
        return _form(request, found, one, ViewForm(initial={"name": one.name, "is_team": one.is_team}))
    here, now = state_of(request, found), timezone.now()
    if "keep" in request.POST:
        _keep(request, one, here)
        return to_list(request, found, {"view": one.key})
    if "remove" in request.POST:
        actions.drop_view(view=one, by=request.member)
        return to_list(request, found, {})
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _form(request, found, one, form)
    name = form.cleaned_data["name"]
    if "copy" in request.POST:
        one = actions.copy_view(view=one, name=name, by=request.member, now=now)
    else:
        is_team = form.cleaned_data["is_team"] if request.member.can("records.share") else None
        actions.change_view(view=one, changes={"name": name}, by=request.member, is_team=is_team)
    return to_list(request, found, {"view": one.key})


def _keep(request: Request, one: SavedView, here: State) -> None:
    changes = {"filter": here.tree or {}, "columns": list(here.shown), "order": here.sorted_by}
    actions.change_view(view=one, changes=changes, by=request.member)


def _form(request: Request, kind: Kind, one: SavedView, form: ViewForm) -> HttpResponse:
    context = {
        "kind": kind,
        "view": one,
        "form": form,
        "can_share": request.member.can("records.share"),
        "can_change": not one.is_team or request.member.can("records.share"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return beside_list(request, "records/view.html", context, block="dialog", status=status)


@member_page
def views(request: Request, kind: str) -> HttpResponse:
    """Every view: which are tabs, in which order, which opens first."""
    found = queries.kind_for(request.member, kind)
    tabs = queries.tabs(request.member, found)
    if request.method == "POST":
        known = {tab.key for tab in tabs}
        keys = [key for key in request.POST.getlist("key") if key in known]
        if not keys:
            raise Http404
        actions.arrange_views(kind=found.slug, keys=keys, by=request.member)
        pinned = set(request.POST.getlist("tab"))
        for tab in tabs:
            if tab.is_pinned != (tab.key in pinned):
                actions.pin_view(kind=found.slug, key=tab.key, is_pinned=tab.key in pinned, by=request.member)
        first = request.POST.get("first", "")
        actions.begin_with(kind=found.slug, key=first if first in known else "", by=request.member)
        return to_list(request, found, {})
    return beside_list(request, "records/views.html", {"kind": found, "tabs": tabs}, block="dialog")
