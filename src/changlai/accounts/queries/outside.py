"""Questions about platforms' doors and directories."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import F, Q
from django.http import Http404

from changlai.accounts.contracts import Directory, Outsider, SignInDoor
from changlai.accounts.enums import Arrivals, Fate
from changlai.accounts.models import (
    Department,
    DepartmentLead,
    DirectoryImport,
    DoorRule,
    Member,
    Organisation,
    OutsideAccount,
)
from changlai.accounts.queries.departments import Node, department_tree
from changlai.accounts.sign_in_names import normalised
from changlai.kernel import discovery
from changlai.kernel.tenancy import scope


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody of a directory, and what taking it over does with them."""

    outsider: Outsider
    fate: Fate
    member: Member | None
    department: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking over a directory would do. ``left`` are linked members who are no longer in it."""

    directory: Directory
    people: list[Line]
    left: list[Member]
    new_departments: int

    @property
    def changing(self) -> list[Line]:
        """Those of whom something changes."""
        return [line for line in self.people if line.fate is not Fate.KNOWN]

    @property
    def counts(self) -> Mapping[Fate, int]:
        found = {fate: sum(line.fate is fate for line in self.people) for fate in (Fate.NEW, Fate.MOVED, Fate.KNOWN)}
        return found | {Fate.LEFT: len(self.left)}


@dataclass(frozen=True, slots=True)
class Branch:
    """A department on the page of the tree."""

    node: Node
    leads: list[Member]
    members: list[Member]


def doors() -> list[SignInDoor]:
    """The platforms' doors of the organisation in scope."""
    return [door for room in discovery.rooms("sign_in") for door in room.doors()]


def doors_at(slug: str) -> tuple[Organisation | None, list[SignInDoor]]:
    """The doors of the organisation with this slug, or of the only one there is, by which somebody can come in: a rule
    lets people in, or a member is linked. Asked before anybody is known.
    """
    houses = list(Organisation.objects.filter(slug=slug) if slug else Organisation.objects.order_by("id")[:2])
    if len(houses) != 1:
        return None, []
    with scope(houses[0].pk):
        rules = dict(DoorRule.objects.values_list("door", "arrivals"))
        linked = set(OutsideAccount.objects.values_list("door", flat=True).distinct())
        usable = linked | {slug for slug, arrivals in rules.items() if arrivals == Arrivals.EVERYBODY}
        return houses[0], [one for one in doors() if one.slug in usable and rules.get(one.slug) != Arrivals.NOBODY]


def door(slug: str) -> SignInDoor:
    """One of them; raises Http404."""
    found = door_or_none(slug)
    if found is None:
        raise Http404
    return found


def door_or_none(slug: str) -> SignInDoor | None:
    """One of them; None when its account is gone."""
    return next((one for one in doors() if one.slug == slug), None)


def door_rules() -> dict[str, DoorRule]:
    """The rule of each door that has one."""
    return {rule.door: rule for rule in DoorRule.objects.select_related("role")}


def linked_doors(member: Member) -> set[str]:
    """By which doors the member comes in."""
    return set(OutsideAccount.objects.filter(member=member).values_list("door", flat=True))


def directory_import(import_id: int) -> DirectoryImport:
    """A look at a directory; raises Http404."""
    found = DirectoryImport.objects.select_related("made_by").filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def awaited_import(import_id: int) -> DirectoryImport | None:
    """A look that the platform is asked for; None when nobody waits for it any more."""
    return DirectoryImport.objects.filter(pk=import_id, is_awaited=True).first()


def directory_door(import_id: int) -> SignInDoor | None:
    """Where a look at a directory comes from; None when that account is gone."""
    slug = DirectoryImport.objects.values_list("door", flat=True).filter(pk=import_id).first()
    return door_or_none(slug) if slug else None


def directory_plan(kept: DirectoryImport) -> Plan:
    """What taking it over would do now. Three statements, whatever its size."""
    directory = msgspec.convert(kept.snapshot, Directory)
    linked, by_name = _members(kept.door)
    names = {one.external_id: one.name for one in directory.departments}
    rows = Department.objects.filter(door=kept.door).values_list("external_id", "pk")
    departments: dict[str, int] = dict(rows)
    lines = []
    for person in directory.people:
        line = _line(person, linked.get(person.external_id), by_name, departments, names)
        lines.append(line)
        if line.member is not None:  # of two with one address, the first is meant
            for known in (line.member.user.email, line.member.user.phone):
                by_name.pop(known or "", None)
    here = {person.external_id for person in directory.people}
    gone = [member for external_id, member in linked.items() if external_id not in here and member.is_active]
    new = sum(one.external_id not in departments for one in directory.departments)
    return Plan(directory, lines, gone if directory.is_whole else [], new)


def _members(door_slug: str) -> tuple[dict[str, Member], dict[str, Member]]:
    """Members by the platform's id, and by their addresses those who are not linked yet."""
    accounts = OutsideAccount.objects.filter(door=door_slug)
    ids = {one.member_id: one.external_id for one in accounts}
    members = list(Member.objects.select_related("user", "role", "department"))
    linked = {ids[one.pk]: one for one in members if one.pk in ids}
    others = [one for one in members if one.pk not in ids]
    by_name = {name: one for one in others for name in (one.user.email, one.user.phone) if name}
    return linked, by_name


def _line(
    person: Outsider,
    linked: Member | None,
    by_name: Mapping[str, Member],
    departments: Mapping[str, int],
    names: Mapping[str, str],
) -> Line:
    addresses = (normalised(person.email).email, normalised(person.phone).phone)
    member = linked or next((by_name[one] for one in addresses if one in by_name), None)
    where = names.get(person.department_id, "")
    if member is None:
        return Line(person, Fate.NEW, None, where)
    is_there = member.department_id is not None and member.department_id == departments.get(person.department_id)
    is_same = linked is not None and is_there and (not person.title or member.title == person.title)
    return Line(person, Fate.KNOWN if is_same else Fate.MOVED, member, where)


def branches() -> list[Branch]:
    """The departments as a tree, with who leads them and who is in them; three statements."""
    members: dict[int | None, list[Member]] = {}
    for member in Member.objects.select_related("role").filter(is_active=True).order_by("name", "id"):
        members.setdefault(member.department_id, []).append(member)
    leads: dict[int, list[Member]] = {}
    for lead in DepartmentLead.objects.select_related("member").order_by("id"):
        leads.setdefault(lead.department_id, []).append(lead.member)
    return [
        Branch(node, leads.get(node.department.pk, []), members.get(node.department.pk, []))
        for node in department_tree()
    ]


def last_import(door_slug: str) -> DirectoryImport | None:
    """The directory that was taken over last, or is being taken over."""
    rows = DirectoryImport.objects.select_related("made_by").filter(door=door_slug)
    taken = rows.filter(Q(applied_at__isnull=False) | Q(taken_at__isnull=False))
    return taken.order_by(F("applied_at").desc(nulls_first=True), "-id").first()
