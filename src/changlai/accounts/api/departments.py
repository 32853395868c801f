"""Departments for programs."""

from typing import Any

from ninja import Field, Schema, Status

from changlai.accounts import actions, queries
from changlai.accounts.api.members import department_or_404
from changlai.accounts.api.routing import router
from changlai.accounts.models import Department
from changlai.accounts.operations import ApiRequest, allowed

BASE = "/departments/{int:department_id}"


class DepartmentOut(Schema):
    """A department; ``parent_id`` null: at the top."""

    id: int
    name: str
    parent_id: int | None


class DepartmentPage(Schema):
    """The whole tree, each department before those below it; ``next`` is null."""

    items: list[DepartmentOut]
    next: str | None


class DepartmentIn(Schema):
    """Its name and what it lies below."""

    name: str = Field(min_length=1, max_length=80)
    parent_id: int | None = None


@router.get("/departments", response=DepartmentPage, summary="List departments")
@allowed("members.view")
def departments(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    return {"items": [node.department for node in queries.department_tree()], "next": None}


@router.post("/departments", response={201: DepartmentOut}, summary="Make a department")
@allowed("members.manage")
def make(request: ApiRequest, given: DepartmentIn) -> Status[Department]:
    made = actions.make_department(name=given.name, parent=_parent(given), by=request.member)
    return Status(201, made)


@router.put(BASE, response=DepartmentOut, summary="Rename or move a department")
@allowed("members.manage")
def change(request: ApiRequest, department_id: int, given: DepartmentIn) -> Department:
    """422 when it would lie below itself."""
    found = department_or_404(department_id)
    actions.change_department(department=found, name=given.name, parent=_parent(given), by=request.member)
    return found


@router.delete(BASE, response={204: None}, summary="Remove an empty department")
@allowed("members.manage")
def remove(request: ApiRequest, department_id: int) -> Status[None]:
    """422 while somebody is in it or another department below it."""
    actions.remove_department(department=department_or_404(department_id), by=request.member)
    return Status(204, None)


def _parent(given: DepartmentIn) -> Department | None:
    return department_or_404(given.parent_id) if given.parent_id is not None else None
