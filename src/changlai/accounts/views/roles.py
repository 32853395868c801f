"""Roles: what each may do, making one's own, and why somebody may do something."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.errors import AlreadyTaken
from changlai.accounts.forms import AccessForm, CopyForm, RightsForm
from changlai.accounts.models import Role
from changlai.accounts.pages import Request, page
from changlai.ui.render import render


@page(can="members.view", methods=("GET",))
def roles(request: Request) -> HttpResponse:
    """What every role may do, as one table."""
    columns = list(queries.roles())
    context = {"roles": columns, "sections": queries.matrix(columns), "masks": queries.masks(columns)}
    return render(request, "accounts/roles.html", context)


@page(can="members.manage")
def new(request: Request) -> HttpResponse:
    """A role of one's own begins as a copy."""
    asked = request.GET.get("of", "")
    form = CopyForm(request.POST or None, initial={"role": asked if asked.isascii() and asked.isdecimal() else ""})
    if form.is_valid():
        try:
            made = actions.copy_role(by=request.member, **form.cleaned_data)
        except AlreadyTaken as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            return HttpResponseRedirect(_address(request, made))
    return render(request, "accounts/role_new.html", {"form": form}, status=422 if form.is_bound else 200)


@page(can="members.view", methods=("GET",))
def role(request: Request, role_id: int) -> HttpResponse:
    """One role: what it may do, and who has it."""
    return _page(request, queries.get_role(role_id))


@page(can="members.manage", methods=("POST",))
def rights(request: Request, role_id: int) -> HttpResponse:
    """Another name, other rights."""
    found = queries.get_role(role_id)
    form = RightsForm(request.POST, role=found)
    if form.is_valid():
        try:
            actions.change_role_rights(
                role=found,
                name=form.cleaned_data["name"],
                grants=form.grants(),
                shown_fields=form.shown_fields(),
                by=request.member,
            )
        except AlreadyTaken as refusal:
            form.add_error("name", str(refusal.sentence))
        else:
            return HttpResponseRedirect(_address(request, found) + "?saved")
    return _page(request, found, form)


@page(can="members.manage", methods=("POST",))
def second_factor(request: Request, role_id: int) -> HttpResponse:
    """Whether members with this role need a second factor."""
    found = queries.get_role(role_id)
    actions.require_second_factor(role=found, is_needed="needed" in request.POST, by=request.member)
    return HttpResponseRedirect(_address(request, found) + "?saved")


@page(can="members.manage", methods=("POST",))
def removal(request: Request, role_id: int) -> HttpResponse:
    """Forget a role that nobody has."""
    actions.remove_role(role=queries.get_role(role_id), by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("accounts:roles", args=[request.organisation.slug]))


@page(can="members.manage", methods=("GET",))
def access(request: Request) -> HttpResponse:
    """Why a colleague may do something, or sees one record: the rule in words."""
    form = AccessForm(request.GET or None, asker=request.member, organisation=request.organisation.slug)
    context: dict[str, object] = {"form": form, "answer": None, "decisions": [], "colleague": None, "is_hidden": False}
    if form.is_valid():
        colleague, record = form.cleaned_data["member"], form.cleaned_data["link"]
        context["colleague"] = colleague
        if record is None:
            context["decisions"] = [queries.decide(colleague, slug) for slug in catalogue.permissions()]
        else:
            context["answer"] = queries.explain(colleague, *record, asker=request.member)
            context["is_hidden"] = context["answer"] is None
    is_wrong = form.is_bound and not form.is_valid()
    return render(request, "accounts/access.html", context, status=422 if is_wrong else 200)


def _page(request: Request, found: Role, form: RightsForm | None = None) -> HttpResponse:
    may_manage = request.member.can("members.manage")
    context = {
        "role": found,
        "form": (form or RightsForm(role=found)) if may_manage and not found.is_system else None,
        "may_manage": may_manage,
        "sections": queries.matrix([found]),
        "masks": queries.masks([found]),
        "holders": queries.holders(found),
        "saved": "saved" in request.GET,
    }
    return render(request, "accounts/role.html", context, status=422 if form else 200)


def _address(request: Request, found: Role) -> str:
    return reverse("accounts:one_role", args=[request.organisation.slug, found.pk])
