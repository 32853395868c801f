"""Taking over a platform's directory: departments, who belongs where, who leads, who has left."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from changlai.accounts.actions.members import leave
from changlai.accounts.actions.outside import LONGEST_NAME, join
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.contracts import Directory, Outsider, SignInDoor
from changlai.accounts.enums import Fate
from changlai.accounts.errors import ImportOver, LastAdministrator, MayNotGive
from changlai.accounts.models import Department, DepartmentLead, DirectoryImport, Member, OutsideAccount, Role
from changlai.accounts.queries import directory_plan
from changlai.kernel import audit
from changlai.kernel.tenancy import organisation_id


def keep_snapshot(*, door: SignInDoor, directory: Directory, by: Member, now: datetime) -> DirectoryImport:
    """Remember what a directory said, to be looked at first. An older look that was not taken over is forgotten."""
    DirectoryImport.objects.filter(door=door.slug, applied_at=None).delete()
    return DirectoryImport.objects.create(door=door.slug, snapshot=asdict(directory), made_by=by, made_at=now)


def apply_directory(  # noqa: PLR0913 - what a person decides about a directory
    *, kept: DirectoryImport, door: SignInDoor, role: Role, adds: bool, removes: bool, by: Member, now: datetime
) -> Mapping[str, int]:
    """Take over what ``kept`` says: with ``adds`` people become members with ``role``, with ``removes`` members who are
    no longer in the directory are switched off. Done again, nothing changes. Answers how many of each Fate.

    Raises ImportOver and MayNotGive.
    """
    check_may_give(role, by)
    held = DirectoryImport.objects.select_for_update().filter(pk=kept.pk, applied_at=None).first()
    if held is None:
        raise ImportOver
    plan = directory_plan(held)
    departments = _departments(door, plan.directory)
    counts: dict[str, int] = dict.fromkeys(Fate, 0)
    members: dict[str, Member] = {}
    for line in plan.people:
        fate, member = line.fate, line.member
        if line.fate is Fate.NEW:
            member = join(door=door, outsider=line.outsider, role=role, now=now) if adds else None
            fate = Fate.NEW if adds else Fate.KEPT_OUT
        elif member is not None and fate is Fate.MOVED and not _may_place(member, by):
            fate = Fate.KEPT_OUT
        elif member is not None:
            _place(member, line.outsider, departments)
            _link(door, line.outsider, member, now)
        if member is not None:
            members[line.outsider.external_id] = member
        counts[fate] += 1
    for member in plan.left:
        counts[_let_go(member) if removes else Fate.KEPT] += 1
    _leads(plan.directory, departments, members)
    held.applied_at, held.report = now, counts
    held.save(update_fields=["applied_at", "report"])
    audit.record("accounts.directory.taken_over", actor=by, changes={"door": str(door.label), **counts})
    return counts


def _may_place(member: Member, by: Member) -> bool:
    """Linking lets somebody in as that member: not those who may more than whoever takes the directory over."""
    try:
        check_may_give(member.role, by)
    except MayNotGive:
        return False
    return True


def _departments(door: SignInDoor, directory: Directory) -> dict[str, Department]:
    """Bring the departments of this door in line; one that is gone stays as one of our own while somebody is in it."""
    known = {one.external_id: one for one in Department.objects.filter(door=door.slug)}
    found = {}
    for wanted in directory.departments:
        department = known.get(wanted.external_id) or Department(
            organisation_id=organisation_id(), door=door.slug, external_id=wanted.external_id
        )
        if department.name != wanted.name[:LONGEST_NAME] or department.pk is None:
            department.name = wanted.name[:LONGEST_NAME]
            department.save()
        found[wanted.external_id] = department
    for wanted in directory.departments:
        department, parent = found[wanted.external_id], found.get(wanted.parent_id)
        if department.parent_id != (parent.pk if parent else None):
            department.parent = parent
            department.save(update_fields=["parent"])
    for gone in known.keys() - found.keys():
        _dissolve(known[gone])
    return found


def _dissolve(department: Department) -> None:
    department.door = department.external_id = ""
    department.save(update_fields=["door", "external_id"])


def _place(member: Member, outsider: Outsider, departments: Mapping[str, Department]) -> None:
    facts = {"department": departments.get(outsider.department_id), "title": outsider.title[:LONGEST_NAME]}
    changed = [name for name, value in facts.items() if value and getattr(member, name) != value]
    for name in changed:
        setattr(member, name, facts[name])
    if changed:
        member.save(update_fields=changed)


def _link(door: SignInDoor, outsider: Outsider, member: Member, now: datetime) -> None:
    facts = {"organisation_id": member.organisation_id, "member": member, "linked_at": now}
    _account, is_new = OutsideAccount.objects.get_or_create(
        door=door.slug, external_id=outsider.external_id, defaults=facts
    )
    if is_new:
        door.linked(external_id=outsider.external_id, name=outsider.name, member_id=member.pk)


def _let_go(member: Member) -> Fate:
    try:
        leave(member=member)
    except LastAdministrator:
        return Fate.KEPT
    return Fate.LEFT


def _leads(directory: Directory, departments: Mapping[str, Department], members: Mapping[str, Member]) -> None:
    wanted = {
        (departments[one].pk, members[person.external_id].pk)
        for person in directory.people
        for one in person.leads
        if one in departments and person.external_id in members
    }
    rows = DepartmentLead.objects.filter(department__in=[one.pk for one in departments.values()])
    present = {(row.department_id, row.member_id): row.pk for row in rows}
    DepartmentLead.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    for department_id, member_id in sorted(wanted - present.keys()):
        DepartmentLead.objects.create(department_id=department_id, member_id=member_id)
