"""Colleagues, and whom a token acts for."""

from django.http import Http404
from ninja import Field, Schema, Status

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.api.routing import router
from changlai.accounts.models import Department, Member
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed, id_page, id_place

PAGE = 50
BASE = "/members/{int:member_id}"


class MemberOut(Schema):
    """A colleague."""

    id: int
    name: str
    title: str
    role: str
    department: str | None
    is_active: bool


class MemberPage(Schema):
    """Colleagues by id; ``next`` is the cursor of the following page, null on the last."""

    items: list[MemberOut]
    next: str | None


class OrganisationOut(Schema):
    """The organisation a token belongs to. ``time_zone`` is an IANA name."""

    id: int
    slug: str
    name: str
    language: str
    time_zone: str


class Me(Schema):
    """Whom the token acts for. ``permissions`` maps each to none, own, team or all."""

    member: MemberOut
    organisation: OrganisationOut
    permissions: dict[str, str]


class MemberRoleIn(Schema):
    """The id of one of ``/roles``."""

    role_id: int


class MemberPlaceIn(Schema):
    """Where a colleague belongs and what the work is called."""

    department_id: int | None
    title: str = Field(default="", max_length=80)


class MemberSwitchIn(Schema):
    """Whether the colleague may work."""

    is_active: bool


@router.get("/me", response=Me, summary="Whom the token acts for")
@allowed(ANY_MEMBER)
def me(request: ApiRequest) -> dict[str, object]:
    return {
        "member": member_out(request.member),
        "organisation": request.organisation,
        "permissions": {slug: request.member.level(slug).slug for slug in catalogue.permissions()},
    }


@router.get("/members", response=MemberPage, summary="List colleagues")
@allowed("members.view")
def members(request: ApiRequest, cursor: str = "") -> dict[str, object]:
    rows = queries.visible_members(request.member).filter(pk__gt=id_place(cursor) or 0).order_by("id")
    return id_page(list(rows[: PAGE + 1]), PAGE, member_out)


@router.get("/members/{int:member_id}", response=MemberOut, summary="One colleague")
@allowed("members.view")
def member(request: ApiRequest, member_id: int) -> dict[str, object]:
    return member_out(queries.get_for(request.member, member_id))


@router.put(f"{BASE}/role", response=MemberOut, summary="Give a colleague another role")
@allowed("members.manage")
def change_role(request: ApiRequest, member_id: int, given: MemberRoleIn) -> dict[str, object]:
    """Their sessions end. 422 when nobody would be left to manage the organisation."""
    found = queries.get_for(request.member, member_id)
    actions.change_role(member=found, role=queries.get_role(given.role_id), by=request.member)
    return member_out(queries.get_for(request.member, member_id))


@router.put(f"{BASE}/place", response=MemberOut, summary="Give a colleague another department or title")
@allowed("members.manage")
def change_place(request: ApiRequest, member_id: int, given: MemberPlaceIn) -> dict[str, object]:
    """``department_id`` null: in none."""
    found = queries.get_for(request.member, member_id)
    department = department_or_404(given.department_id) if given.department_id is not None else None
    actions.change_place(member=found, department=department, title=given.title, by=request.member)
    return member_out(queries.get_for(request.member, member_id))


@router.put(f"{BASE}/switch", response=MemberOut, summary="Switch a colleague off or on")
@allowed("members.manage")
def switch(request: ApiRequest, member_id: int, given: MemberSwitchIn) -> dict[str, object]:
    """Off: signed out everywhere, tokens dead, records kept. 422 for oneself and for the last administrator."""
    found = queries.get_for(request.member, member_id)
    (actions.switch_on if given.is_active else actions.switch_off)(member=found, by=request.member)
    return member_out(queries.get_for(request.member, member_id))


@router.delete(f"{BASE}/sessions", response={204: None}, summary="Sign a colleague out everywhere")
@allowed("members.manage")
def sign_out(request: ApiRequest, member_id: int) -> Status[None]:
    actions.sign_out_colleague(member=queries.get_for(request.member, member_id), by=request.member)
    return Status(204, None)


@router.delete(f"{BASE}/second-factor", response={204: None}, summary="Take a colleague's second factor away")
@allowed("members.manage")
def reset_second_factor(request: ApiRequest, member_id: int) -> Status[None]:
    """For somebody who lost phone and recovery codes; they set it up anew where their role asks for it."""
    actions.reset_second_factor(member=queries.get_for(request.member, member_id), by=request.member)
    return Status(204, None)


def department_or_404(department_id: int) -> Department:
    """One department of the organisation; raises Http404."""
    found = Department.objects.select_related("parent").filter(pk=department_id).first()
    if found is None:
        raise Http404
    return found


def member_out(member: Member) -> dict[str, object]:
    """A colleague as programs see them."""
    return {
        "id": member.pk,
        "name": member.name,
        "title": member.title,
        "role": member.role.slug,
        "department": member.department.name if member.department else None,
        "is_active": member.is_active,
    }
