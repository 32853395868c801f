"""Accounts for programs."""

from ninja import Router, Schema

from changlai.accounts import catalogue, queries
from changlai.accounts.models import Member
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed, cursor_of, place_of

PAGE = 50
router = Router(tags=["accounts"])


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


@router.get("/me", response=Me, summary="Whom the token acts for")
@allowed(ANY_MEMBER)
def me(request: ApiRequest) -> dict[str, object]:
    return {
        "member": _member(request.member),
        "organisation": request.organisation,
        "permissions": {slug: request.member.level(slug).slug for slug in catalogue.permissions()},
    }


@router.get("/members", response=MemberPage, summary="List colleagues")
@allowed("members.view")
def members(request: ApiRequest, cursor: str = "") -> dict[str, object]:
    after = place_of(cursor, int) or (0,)
    found = list(queries.visible_members(request.member).filter(pk__gt=after[0]).order_by("id")[: PAGE + 1])
    more = len(found) > PAGE
    return {
        "items": [_member(member) for member in found[:PAGE]],
        "next": cursor_of(found[PAGE - 1].pk) if more else None,
    }


@router.get("/members/{int:member_id}", response=MemberOut, summary="One colleague")
@allowed("members.view")
def member(request: ApiRequest, member_id: int) -> dict[str, object]:
    return _member(queries.get_for(request.member, member_id))


def _member(member: Member) -> dict[str, object]:
    return {
        "id": member.pk,
        "name": member.name,
        "title": member.title,
        "role": member.role.slug,
        "department": member.department.name if member.department else None,
        "is_active": member.is_active,
    }
