from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.forms import RoleForm
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, page
from changlai.ui.render import render


@page(can="members.view", methods=("GET",))
def members(request: Request) -> HttpResponse:
    """Everybody in the organisation, by name."""
    found = queries.visible_members(request.member).order_by("-is_active", "name", "id")
    return render(request, "accounts/members.html", {"members": found})


@page(can="members.view", methods=("GET",))
def member(request: Request, member_id: int) -> HttpResponse:
    """One colleague, and why he may do what he may do."""
    return _page(request, queries.get_for(request.member, member_id))


@page(can="members.manage", methods=("POST",))
def role(request: Request, member_id: int) -> HttpResponse:
    """Another role for a colleague."""
    colleague = queries.get_for(request.member, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, colleague, form)
    actions.change_role(member=colleague, role=form.cleaned_data["role"], by=request.member)
    address = reverse("accounts:member", args=[request.organisation.slug, colleague.pk])
    return HttpResponseRedirect(address + "?saved")


def _page(request: Request, colleague: Member, form: RoleForm | None = None) -> HttpResponse:
    may_manage = request.member.can("members.manage")
    context = {
        "colleague": colleague,
        "decisions": [queries.decide(colleague, slug) for slug in catalogue.permissions()],
        "form": form or (RoleForm(initial={"role": colleague.role_id}) if may_manage else None),
        "saved": "saved" in request.GET,
    }
    return render(request, "accounts/member.html", context, status=422 if form else 200)
