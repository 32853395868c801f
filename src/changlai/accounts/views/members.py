from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.forms import PlaceForm, RoleForm
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
        return _page(request, colleague, role_form=form)
    actions.change_role(member=colleague, role=form.cleaned_data["role"], by=request.member)
    return _back(request, colleague, "role")


@page(can="members.manage", methods=("POST",))
def place(request: Request, member_id: int) -> HttpResponse:
    """Another department or job title."""
    colleague = queries.get_for(request.member, member_id)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, colleague, place_form=form)
    actions.change_place(member=colleague, by=request.member, **form.cleaned_data)
    return _back(request, colleague, "place")


@page(can="members.manage", methods=("POST",))
def switch(request: Request, member_id: int) -> HttpResponse:
    """Switch a colleague off, or on again."""
    colleague = queries.get_for(request.member, member_id)
    if colleague.is_active:
        actions.switch_off(member=colleague, by=request.member)
    else:
        actions.switch_on(member=colleague, by=request.member)
    return _back(request, colleague, "switch")


@page(can="members.manage", methods=("POST",))
def sign_out(request: Request, member_id: int) -> HttpResponse:
    """End every session of a colleague."""
    colleague = queries.get_for(request.member, member_id)
    actions.sign_out_colleague(member=colleague, by=request.member)
    return _back(request, colleague, "sessions")


@page(can="members.manage", methods=("POST",))
def password_link(request: Request, member_id: int) -> HttpResponse:
    """A colleague forgot the password and gets no mail: a link to hand over, on this very answer and never again."""
    colleague, now = queries.get_for(request.member, member_id), timezone.now()
    reset = actions.make_password_link(member=colleague, by=request.member, now=now)
    context = {"colleague": colleague, "link": queries.reset_link(reset, now=now), "expires_at": reset.expires_at}
    response = render(request, "accounts/password_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(can="members.manage", methods=("POST",))
def second_factor(request: Request, member_id: int) -> HttpResponse:
    """A colleague lost phone and recovery codes."""
    colleague = queries.get_for(request.member, member_id)
    actions.reset_second_factor(member=colleague, by=request.member)
    return _back(request, colleague, "second_factor")


def _page(
    request: Request, colleague: Member, *, role_form: RoleForm | None = None, place_form: PlaceForm | None = None
) -> HttpResponse:
    context = {
        "colleague": colleague,
        "decisions": [queries.decide(colleague, slug) for slug in catalogue.permissions()],
        "role_form": None,
        "place_form": None,
        "saved": request.GET.get("saved", ""),
    }
    if request.member.can("members.manage"):
        place_now = {"department": colleague.department_id, "title": colleague.title}
        context["role_form"] = role_form or RoleForm(initial={"role": colleague.role_id})
        context["place_form"] = place_form or PlaceForm(initial=place_now)
    is_wrong = role_form is not None or place_form is not None
    return render(request, "accounts/member.html", context, status=422 if is_wrong else 200)


def _back(request: Request, colleague: Member, what: str) -> HttpResponse:
    address = reverse("accounts:member", args=[request.organisation.slug, colleague.pk])
    return HttpResponseRedirect(f"{address}?saved={what}")
