"""Platforms' doors and directories for programs."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Field, Schema, Status

from changlai.accounts import actions, queries
from changlai.accounts.api.routing import router
from changlai.accounts.contracts import SignInDoor
from changlai.accounts.enums import Arrivals
from changlai.accounts.models import DirectoryImport, DoorRule
from changlai.accounts.operations import ApiRequest, allowed


class DoorOut(Schema):
    """A platform's way in. ``arrivals`` says whom it lets in; ``role_id`` is given to who is new, null before anybody
    decided; ``departments`` are the platform's ids, empty for all of them.
    """

    slug: str
    name: str
    arrivals: str
    role_id: int | None
    departments: list[str]


class DoorPage(Schema):
    """All doors; ``next`` is null: there are few."""

    items: list[DoorOut]
    next: str | None


class DoorRuleIn(Schema):
    """Whom a door lets in, and the role of who is new."""

    arrivals: Arrivals
    role_id: int
    departments: list[Annotated[str, Field(max_length=128)]] = Field(default=[], max_length=1000)


class DirectoryOut(Schema):
    """A look at a platform's directory. ``state`` is reading, failed (``trouble`` says why), looked, running, done or
    stopped; ``counts`` says how many became new, known, moved, left, kept and kept_out.
    """

    id: int
    door: str
    state: str
    trouble: str
    done: int
    total: int
    counts: dict[str, int]


class TakeOverIn(Schema):
    """What to do with whom the directory names: ``adds`` makes new people members with the role, ``removes`` switches
    members off who are no longer in it.
    """

    role_id: int
    adds: bool = True
    removes: bool = False


@router.get("/doors", response=DoorPage, summary="List the ways in by platforms")
@allowed("members.manage")
def doors(request: ApiRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    rules = queries.door_rules()
    return {"items": [_door(one, rules.get(one.slug)) for one in queries.doors()], "next": None}


@router.put("/doors/{slug:door}/rule", response=DoorOut, summary="Say whom a platform lets in")
@allowed("members.manage")
def keep_rule(request: ApiRequest, door: str, given: DoorRuleIn) -> dict[str, Any]:
    """422 for a role that goes further than one's own."""
    found = queries.door(door)
    role = queries.get_role(given.role_id)
    actions.keep_door_rule(
        door=found, arrivals=given.arrivals, role=role, departments=given.departments, by=request.member
    )
    return _door(found, queries.door_rules().get(door))


@router.post("/doors/{slug:door}/directories", response={202: DirectoryOut}, summary="Read a platform's directory")
@allowed("members.manage")
def read_directory(request: ApiRequest, door: str) -> Status[dict[str, Any]]:
    """Goes on in the background; ask until it is no longer ``reading``. An older look is forgotten."""
    kept = actions.ask_directory(door=queries.door(door), by=request.member, now=timezone.now())
    return Status(202, _directory(kept))


@router.get("/directories/{int:import_id}", response=DirectoryOut, summary="How far a directory is taken over")
@allowed("members.manage")
def directory(request: ApiRequest, import_id: int) -> dict[str, Any]:  # noqa: ARG001 - the shape of an operation
    return _directory(queries.directory_import(import_id))


@router.post("/directories/{int:import_id}/order", response={202: DirectoryOut}, summary="Take over a directory")
@allowed("members.manage")
def take_over(request: ApiRequest, import_id: int, given: TakeOverIn) -> Status[dict[str, Any]]:
    """Goes on in the background; ask how far it is. 409 for one that was taken over already, or is not read yet."""
    kept, role = queries.directory_import(import_id), queries.get_role(given.role_id)
    actions.take_over(
        kept=kept, role=role, adds=given.adds, removes=given.removes, by=request.member, now=timezone.now()
    )
    return Status(202, _directory(queries.directory_import(import_id)))


@router.delete("/directories/{int:import_id}/order", response={204: None}, summary="Stop taking over a directory")
@allowed("members.manage")
def stop(request: ApiRequest, import_id: int) -> Status[None]:
    """What was taken over stays. 409 when it is not under way."""
    actions.stop_directory(kept=queries.directory_import(import_id), by=request.member, now=timezone.now())
    return Status(204, None)


def _door(door: SignInDoor, rule: DoorRule | None) -> dict[str, Any]:
    return {
        "slug": door.slug,
        "name": str(door.label),
        "arrivals": rule.arrivals if rule else Arrivals.KNOWN,
        "role_id": rule.role_id if rule else None,
        "departments": rule.departments if rule else [],
    }


def _directory(kept: DirectoryImport) -> dict[str, Any]:
    return {
        "id": kept.pk,
        "door": kept.door,
        "state": _state(kept),
        "trouble": kept.trouble,
        "done": kept.done_count,
        "total": kept.total_count,
        "counts": kept.report,
    }


def _state(kept: DirectoryImport) -> str:
    if kept.is_awaited:
        return "reading"
    if kept.trouble:
        return "failed"
    if kept.is_under_way:
        return "running"
    if kept.applied_at is None:
        return "looked"
    return "stopped" if kept.is_stopped else "done"
