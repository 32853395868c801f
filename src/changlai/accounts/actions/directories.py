"""Taking over a platform's directory: departments, who belongs where, who leads, who has left.

A large company takes a while: it goes in steps, each a transaction that can be watched, and stopped between two.
"""

from collections.abc import Mapping
from datetime import datetime

from changlai.accounts.actions.members import leave
from changlai.accounts.actions.outside import LONGEST_NAME, join
from changlai.accounts.actions.roles import check_may_give
from changlai.accounts.contracts import Directory, Outsider, SignInDoor
from changlai.accounts.enums import Fate
from changlai.accounts.errors import DirectoryNotRead, ImportOver, ImportUnderWay, LastAdministrator, MayNotGive
from changlai.accounts.models import Department, DepartmentLead, DirectoryImport, Member, OutsideAccount, Role
from changlai.accounts.queries import directory_plan
from changlai.accounts.queries.outside import Line, Plan
from changlai.kernel import audit
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import organisation_id

STEP = 200  # people in one transaction: about a second
JOB = "accounts.directory"


def take_over(*, kept: DirectoryImport, role: Role, adds: bool, removes: bool, by: Member, now: datetime) -> None:
    """Order what ``kept`` says to be taken over in the background: with ``adds`` people become members with ``role``,
    with ``removes`` members who are no longer in the directory are switched off. Done again, nothing changes.

    Raises ImportOver, DirectoryNotRead before the platform has answered, ImportUnderWay while another look at the same
    directory is being taken over, and MayNotGive.
    """
    _begin(kept=kept, role=role, adds=adds, removes=removes, by=by, now=now)
    _order(kept)


def apply_directory(  # noqa: PLR0913 - as above, and the door
    *, kept: DirectoryImport, door: SignInDoor, role: Role, adds: bool, removes: bool, by: Member, now: datetime
) -> Mapping[str, int]:
    """The same at once, for a company that is known to be small. Answers how many of each Fate."""
    _begin(kept=kept, role=role, adds=adds, removes=removes, by=by, now=now)
    while (held := _held(kept.pk)) is not None:
        _step(held, door, now)
    kept.refresh_from_db()
    counts: Mapping[str, int] = kept.report
    return counts


def go_on_with_directory(*, import_id: int, door: SignInDoor | None, now: datetime) -> None:
    """The next step, and the order for the one after it. Without its ``door``, or when it was stopped, it ends."""
    held = _held(import_id)
    if held is None:
        return
    if door is None:
        _end(held, now=now, is_stopped=True)
    else:
        _step(held, door, now)
        if held.is_under_way:
            _order(held)


def fail_directory(*, import_id: int, trouble: str, now: datetime) -> None:
    """Its job was given up; ``trouble`` says why, in words. What was taken over stays."""
    held = _held(import_id)
    if held is not None:
        held.trouble = trouble
        held.save(update_fields=["trouble"])
        _end(held, now=now, is_stopped=True)


def stop_directory(*, kept: DirectoryImport, by: Member, now: datetime) -> None:
    """End it before its time; what was taken over stays. Raises ImportOver when there is nothing to stop."""
    held = _held(kept.pk)
    if held is None:
        raise ImportOver
    _end(held, now=now, is_stopped=True)
    audit.record("accounts.directory.stopped", actor=by, changes={"door": held.door})


def _begin(*, kept: DirectoryImport, role: Role, adds: bool, removes: bool, by: Member, now: datetime) -> None:
    check_may_give(role, by)
    looks = DirectoryImport.objects.select_for_update(of=("self",)).filter(door=kept.door, applied_at=None)
    waiting = list(looks.order_by("id"))
    held = next((one for one in waiting if one.pk == kept.pk and one.taken_at is None), None)
    if held is None:
        raise ImportOver
    if not held.is_read:
        raise DirectoryNotRead(held.trouble)
    if any(one.is_under_way for one in waiting):
        raise ImportUnderWay
    plan = directory_plan(held)
    held.taken_by, held.taken_at = by, now
    held.wishes = {"role": role.pk, "adds": adds, "removes": removes}
    held.total_count = len(plan.people) + (len(plan.left) if removes else 0)
    held.save(update_fields=["taken_by", "taken_at", "wishes", "total_count"])


def _order(kept: DirectoryImport) -> None:
    add("jobs", [NewJob(kept.organisation_id, JOB, {"import_id": kept.pk}, f"directory:{kept.pk}")])


def _held(import_id: int) -> DirectoryImport | None:
    rows = DirectoryImport.objects.select_for_update(of=("self",)).select_related("taken_by", "taken_by__role")
    return rows.filter(pk=import_id, taken_at__isnull=False, applied_at=None).first()


def _step(held: DirectoryImport, door: SignInDoor, now: datetime) -> None:
    """Departments first, then people, then those who have left, then who leads."""
    plan = directory_plan(held)
    counts = dict.fromkeys(Fate, 0) | held.report
    departments = _departments(door, plan.directory)
    lines = plan.people[held.done_count : held.done_count + STEP]
    for line in lines:
        counts[_take(held, line, door, departments, now)] += 1
    held.done_count += len(lines)
    is_last = held.done_count >= len(plan.people) and _let_go_some(held, plan, counts)
    held.report = counts
    if is_last:
        _leads(plan.directory, departments, door.slug)
        _end(held, now=now, is_stopped=False)
        changes = {"door": str(door.label), **counts}
        audit.record("accounts.directory.taken_over", actor=held.taken_by, changes=changes)
    else:
        held.save(update_fields=["done_count", "report", "wishes"])


def _take(
    held: DirectoryImport, line: Line, door: SignInDoor, departments: Mapping[str, Department], now: datetime
) -> Fate:
    """What becomes of one person of the directory."""
    member, by = line.member, held.taken_by
    if member is None:
        if not held.wishes["adds"]:
            return Fate.KEPT_OUT
        role = Role.objects.get(pk=held.wishes["role"])
        join(door=door, outsider=line.outsider, role=role, now=now)
        return Fate.NEW
    if line.fate is Fate.MOVED and (by is None or not _may_place(member, by)):
        return Fate.KEPT_OUT
    _place(member, line.outsider, departments)
    _link(door, line.outsider, member, now)
    return line.fate


def _let_go_some(held: DirectoryImport, plan: Plan, counts: dict[str, int]) -> bool:
    """Switch off the next of those who have left, if that is wished; whether there are no more."""
    if not held.wishes["removes"]:
        counts[Fate.KEPT] = len(plan.left)
        return True
    after = held.wishes.get("left", 0)
    left = sorted((member for member in plan.left if member.pk > after), key=lambda member: member.pk)
    for member in left[:STEP]:
        counts[_let_go(member)] += 1
    held.done_count += len(left[:STEP])
    if len(left) > STEP:
        held.wishes = {**held.wishes, "left": left[STEP - 1].pk}
    return len(left) <= STEP


def _end(held: DirectoryImport, *, now: datetime, is_stopped: bool) -> None:
    """It is over: what was done is kept, the names of the company's people are not."""
    held.applied_at, held.is_stopped, held.snapshot = now, is_stopped, {}
    held.save(update_fields=["applied_at", "is_stopped", "snapshot", "done_count", "report", "wishes"])


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


def _leads(directory: Directory, departments: Mapping[str, Department], door: str) -> None:
    accounts = OutsideAccount.objects.filter(door=door).values_list("external_id", "member_id")
    members: dict[str, int] = dict(accounts)
    wanted = {
        (departments[one].pk, members[person.external_id])
        for person in directory.people
        for one in person.leads
        if one in departments and person.external_id in members
    }
    rows = DepartmentLead.objects.filter(department__in=[one.pk for one in departments.values()])
    present = {(row.department_id, row.member_id): row.pk for row in rows}
    DepartmentLead.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    for department_id, member_id in sorted(wanted - present.keys()):
        DepartmentLead.objects.create(department_id=department_id, member_id=member_id)
