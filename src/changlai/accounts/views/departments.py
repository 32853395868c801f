"""Departments, taking them over from a platform, and who may come in by it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.enums import Fate
from changlai.accounts.errors import DepartmentInRing
from changlai.accounts.forms import DepartmentForm, DoorForm, TakeOverForm
from changlai.accounts.models import Department
from changlai.accounts.pages import Request, page
from changlai.ui.render import render, wants_fragment

MOST_SHOWN = 200  # people of a preview; the figures above it count everybody


@page(can="members.view", methods=("GET",))
def departments(request: Request) -> HttpResponse:
    """The tree, with who leads and who is in it."""
    may_manage = request.member.can("members.manage")
    context = {"branches": queries.branches(), "may_manage": may_manage, "doors": queries.doors() if may_manage else []}
    return render(request, "accounts/departments.html", context)


@page(can="members.manage")
def new(request: Request) -> HttpResponse:
    """A department made by hand."""
    asked = request.GET.get("in", "")
    form = DepartmentForm(request.POST or None, initial={"parent": asked})
    if form.is_valid():
        actions.make_department(by=request.member, **form.cleaned_data)
        return _back(request)
    context = {"form": form, "department": None}
    return render(request, "accounts/department.html", context, status=422 if form.is_bound else 200)


@page(can="members.manage")
def department(request: Request, department_id: int) -> HttpResponse:
    """Rename or move a department."""
    found = _get(department_id)
    form = DepartmentForm(request.POST or None, initial={"name": found.name, "parent": found.parent_id or ""})
    if form.is_valid():
        try:
            actions.change_department(department=found, by=request.member, **form.cleaned_data)
        except DepartmentInRing as refusal:
            form.add_error("parent", str(refusal.sentence))
        else:
            return _back(request)
    context = {"form": form, "department": found}
    return render(request, "accounts/department.html", context, status=422 if form.is_bound else 200)


@page(can="members.manage", methods=("POST",))
def removal(request: Request, department_id: int) -> HttpResponse:
    """Forget an empty department."""
    actions.remove_department(department=_get(department_id), by=request.member)
    return _back(request)


@page(can="members.manage")
def door(request: Request, door: str) -> HttpResponse:
    """Who may come in by a platform, and what was last taken over from its directory."""
    found = queries.door(door)
    rule = queries.door_rules().get(door)
    form = DoorForm(request.POST or None, door=door, rule=rule)
    if form.is_valid():
        given = {"departments": [], **form.cleaned_data}
        actions.keep_door_rule(door=found, by=request.member, **given)
        return HttpResponseRedirect(f"{request.path}?saved")
    context = {
        "door": found,
        "domain": urlsplit(settings.PUBLIC_URL).netloc,
        "form": form,
        "last": queries.last_import(door),
        "fates": Fate,
        "saved": "saved" in request.GET,
    }
    return render(request, "accounts/door.html", context, status=422 if form.is_bound else 200)


@page(can="members.manage", methods=("POST",))
def reading(request: Request, door: str) -> HttpResponse:
    """Let the platform be asked for its directory; nothing changes yet."""
    kept = actions.ask_directory(door=queries.door(door), by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("accounts:take_over", args=[request.organisation.slug, kept.pk]))


@page(can="members.manage")
def take_over(request: Request, import_id: int) -> HttpResponse:
    """Reading it; what would happen, and doing it; then how far it is, and what was done."""
    kept = queries.directory_import(import_id)
    form = TakeOverForm(request.POST or None)
    is_open = kept.is_read and kept.taken_at is None and kept.applied_at is None
    if is_open and not form.is_bound and wants_fragment(request):
        return HttpResponse(headers={"HX-Refresh": "true"})  # it has just been read: there is a whole page to look at
    if form.is_valid():
        actions.take_over(kept=kept, by=request.member, now=timezone.now(), **form.cleaned_data)
        return HttpResponseRedirect(request.path)
    context = {
        "kept": kept,
        "door": queries.door(kept.door),
        "form": form,
        "plan": queries.directory_plan(kept) if is_open else None,
        "fates": Fate,
        "most": MOST_SHOWN,
    }
    return render(request, "accounts/take_over.html", context, block="state", status=422 if form.is_bound else 200)


@page(can="members.manage", methods=("POST",))
def stop(request: Request, import_id: int) -> HttpResponse:
    """End it before its time."""
    kept = queries.directory_import(import_id)
    actions.stop_directory(kept=kept, by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("accounts:take_over", args=[request.organisation.slug, import_id]))


def _get(department_id: int) -> Department:
    found = Department.objects.select_related("parent").filter(pk=department_id).first()
    if found is None:
        raise Http404
    return found


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:departments", args=[request.organisation.slug]))
