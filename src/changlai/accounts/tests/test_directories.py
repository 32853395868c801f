"""Taking over a directory in steps: watched, stopped, and the same in the end however often it is interrupted."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.actions import directories
from changlai.accounts.contracts import Directory, OutsideDepartment, Outsider, Text
from changlai.accounts.errors import ImportOver, ImportUnderWay
from changlai.accounts.models import DepartmentLead, DirectoryImport, Member, OutsideAccount, Role
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
SHOP = OutsideDepartment("7", "Shop")


@dataclass
class Door:
    """A platform's door that knows nobody but what a test gives it."""

    slug: str = "gate-1"
    platform: Text = "Gate"
    name: str = ""
    label: Text = "Gate"
    icon: str = "door"
    where: Text = "at the gate"

    def is_inside(self, agent: str) -> bool:
        return False

    def address(self, *, back: str, state: str, is_inside: bool) -> str:
        return back

    def who(self, params: Mapping[str, str]) -> Outsider:
        return person(1)

    def directory(self) -> Directory:
        return Directory((SHOP,), ())

    def linked(self, *, external_id: str, name: str, member_id: int | None) -> None:
        """Nothing to remember."""


@pytest.fixture
def house():
    return make_organisation("hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng", email="meng@hemu.example")


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch):
    monkeypatch.setattr(directories, "STEP", 2)


def person(number, **facts):
    return Outsider(f"u{number}", f"Person {number}", department_id="7", department_ids=("7",), **facts)


def looked(admin, people, now=None):
    directory = Directory((SHOP,), tuple(people))
    return actions.keep_snapshot(door=Door(), directory=directory, by=admin, now=now or timezone.now())


def ordered(admin, kept, **wishes):
    role = Role.objects.get(slug="agent")
    wanted = {"adds": True, "removes": False, **wishes}
    actions.take_over(kept=kept, role=role, by=admin, now=timezone.now(), **wanted)


def step(kept):
    actions.go_on_with_directory(import_id=kept.pk, door=Door(), now=timezone.now())
    kept.refresh_from_db()
    return kept.done_count, kept.is_under_way


def test_it_goes_in_steps_and_ends_with_its_figures(house, admin):
    with scope(house.pk):
        kept = looked(admin, [person(n, leads=("7",) if n == 3 else ()) for n in range(5)])
        ordered(admin, kept)

        seen = [step(kept) for _ in range(3)]

        assert seen == [(2, True), (4, True), (5, False)]
        assert step(kept) == (5, False)  # an order too many changes nothing
        assert (kept.total_count, kept.report["new"], kept.snapshot) == (5, 5, {})
        assert Member.objects.count() == 6
        assert DepartmentLead.objects.get().member.name == "Person 3"


def test_stopped_keeps_what_was_done_and_can_be_begun_again(house, admin):
    with scope(house.pk):
        kept = looked(admin, [person(n) for n in range(5)])
        ordered(admin, kept)
        step(kept)
        actions.stop_directory(kept=kept, by=admin, now=timezone.now())
        assert step(kept) == (2, False)
        assert (kept.is_stopped, Member.objects.count()) == (True, 3)
        with pytest.raises(ImportOver):
            actions.stop_directory(kept=kept, by=admin, now=timezone.now())

        again = looked(admin, [person(n) for n in range(5)])
        ordered(admin, again)
        while step(again)[1]:
            pass

        assert (Member.objects.count(), OutsideAccount.objects.count()) == (6, 5)
        assert (again.report["known"], again.report["new"]) == (2, 3)


def test_one_order_at_a_time(house, admin):
    with scope(house.pk):
        first = looked(admin, [person(1)])
        ordered(admin, first)
        second = looked(admin, [person(1)])

        with pytest.raises(ImportUnderWay):
            ordered(admin, second)
        with pytest.raises(ImportOver):
            ordered(admin, first)
        assert step(first) == (1, False)
        ordered(admin, second)
        assert step(second) == (1, False)


def test_who_has_left_goes_in_steps_too_and_the_last_administrator_stays(house, admin):
    with scope(house.pk):
        actions.apply_directory(
            kept=looked(admin, [person(n) for n in range(5)]),
            door=Door(),
            role=Role.objects.get(slug="agent"),
            adds=True,
            removes=False,
            by=admin,
            now=timezone.now(),
        )
        actions.link(member=admin, door=Door(), outsider=person(9), now=timezone.now())
        kept = looked(admin, [person(0)])
        ordered(admin, kept, removes=True)
        while step(kept)[1]:
            pass

        assert (kept.report["left"], kept.report["kept"], kept.done_count, kept.total_count) == (4, 1, 6, 6)
        assert sorted(Member.objects.filter(is_active=True).values_list("name", flat=True)) == ["Meng", "Person 0"]


def test_two_people_with_one_address_are_not_one_member(house, admin):
    with scope(house.pk):
        kept = looked(admin, [person(1, email="meng@hemu.example"), person(2, email="meng@hemu.example")])
        assert [line.fate.value for line in queries.directory_plan(kept).people] == ["moved", "new"]
        ordered(admin, kept)

        assert step(kept) == (2, False)
        assert sorted(OutsideAccount.objects.values_list("external_id", "member__name")) == [
            ("u1", "Meng"),
            ("u2", "Person 2"),
        ]


def test_without_its_door_it_ends(house, admin):
    with scope(house.pk):
        kept = looked(admin, [person(1)])
        ordered(admin, kept)

        actions.go_on_with_directory(import_id=kept.pk, door=queries.directory_door(kept.pk), now=timezone.now())

        kept.refresh_from_db()
        assert (kept.is_stopped, kept.is_under_way, Member.objects.count()) == (True, False, 1)


def test_an_older_look_goes_with_the_next_one_of_its_own_house(house, admin):
    other = make_organisation("other")
    stranger = make_member(other)
    with scope(other.pk):
        looked(stranger, [person(1)])
    with scope(house.pk):
        looked(admin, [person(1)])
        looked(admin, [person(1)])
        assert DirectoryImport.objects.count() == 1
    with scope(other.pk):
        assert DirectoryImport.objects.count() == 1


def test_a_page_tells_nothing_of_a_directory_of_another_house(house, admin):
    other = make_organisation("other")
    with scope(other.pk):
        theirs = looked(make_member(other), [person(1)])

    assert signed_in(admin).get(f"/o/hemu/settings/departments/imports/{theirs.pk}/").status_code == 404
    assert signed_in(admin).post(f"/o/hemu/settings/departments/imports/{theirs.pk}/stop/").status_code == 404
