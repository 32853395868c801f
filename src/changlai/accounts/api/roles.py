"""Roles for programs."""

from typing import Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.api.routing import router
from changlai.accounts.models import Role
from changlai.accounts.operations import ApiRequest, allowed

BASE = "/roles/{int:role_id}"


class RoleOut(Schema):
    """A role. ``permissions`` maps each to none, own, team or all; ``shown_fields`` are not masked for its members."""

    id: int
    slug: str
    name: str
    is_system: bool
    holders: int
    permissions: dict[str, str]
    shown_fields: dict[str, bool]


class RolePage(Schema):
    """All roles, those of the first day first; ``next`` is null: there are few."""

    items: list[RoleOut]
    next: str | None


class RoleCopyIn(Schema):
    """A new role begins as a copy of another."""

    name: str = Field(min_length=1, max_length=80)
    of: int


class RoleIn(Schema):
    """The whole of it: a permission that is not named is not granted."""

    name: str = Field(min_length=1, max_length=80)
    permissions: dict[str, str] = Field(max_length=300)
    shown_fields: dict[str, bool] = Field(default={}, max_length=100)


class SecondFactorNeed(Schema):
    """Whether members with the role need a second factor to work."""

    is_needed: bool


@router.get("/roles", response=RolePage, summary="List roles")
@allowed("members.view")
def roles(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    return {"items": [_role(one) for one in queries.roles()], "next": None}


@router.get(BASE, response=RoleOut, summary="One role")
@allowed("members.view")
def role(request: ApiRequest, role_id: int) -> dict[str, Any]:  # noqa: ARG001 - as above
    return _role(queries.get_role(role_id))


@router.post("/roles", response={201: RoleOut}, summary="Copy a role")
@allowed("members.manage")
def copy(request: ApiRequest, given: RoleCopyIn) -> Status[dict[str, Any]]:
    """409 when the name is taken, 403 when the role reaches further than the member's own."""
    made = actions.copy_role(role=queries.get_role(given.of), name=given.name, by=request.member)
    return Status(201, _role(queries.get_role(made.pk)))


@router.put(BASE, response=RoleOut, summary="Change what a role may do")
@allowed("members.manage")
def change(request: ApiRequest, role_id: int, given: RoleIn) -> dict[str, Any]:
    """422 for a role of the first day, and for a permission or level that does not exist."""
    actions.change_role_rights(
        role=queries.get_role(role_id),
        name=given.name,
        grants=given.permissions,
        shown_fields=given.shown_fields,
        by=request.member,
    )
    return _role(queries.get_role(role_id))


@router.put(f"{BASE}/second-factor", response={204: None}, summary="Ask members of a role for a second factor")
@allowed("members.manage")
def second_factor(request: ApiRequest, role_id: int, given: SecondFactorNeed) -> Status[None]:
    found = queries.get_role(role_id)
    actions.require_second_factor(role=found, is_needed=given.is_needed, by=request.member)
    return Status(204, None)


@router.delete(BASE, response={204: None}, summary="Remove a role")
@allowed("members.manage")
def remove(request: ApiRequest, role_id: int) -> Status[None]:
    """422 for a role of the first day, and for one that somebody has or that something still gives."""
    actions.remove_role(role=queries.get_role(role_id), by=request.member, now=timezone.now())
    return Status(204, None)


def _role(found: Role) -> dict[str, Any]:
    return {
        "id": found.pk,
        "slug": found.slug,
        "name": found.label,
        "is_system": found.is_system,
        "holders": found.holders,  # type: ignore[attr-defined]  # annotated by queries.roles
        "permissions": {slug: found.level(slug).slug for slug in catalogue.permissions()},
        "shown_fields": {slug: found.shows(slug) for slug in catalogue.masked_fields()},
    }
