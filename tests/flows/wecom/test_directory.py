"""The departments and members of WeCom, looked at first and then taken over, as often as one likes."""

from typing import Any

import pytest
from django.test import Client

from changlai.accounts.models import Department, DepartmentLead, Member, OutsideAccount, Role
from changlai.accounts.tests.factories import signed_in
from changlai.kernel.tenancy import scope
from tests.flows.wecom.people import SETTINGS
from tests.support.house import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def take_over(client: Client, door: str, house, **wanted: str) -> Any:
    read = client.post(f"/o/hemu/settings/departments/doors/{door}/reading/")
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk
    answer = client.post(read["Location"], {"role": agent, **wanted})
    work(("jobs",))
    return answer


def state(house) -> tuple[Any, ...]:
    with scope(house.pk):
        return (
            sorted(Department.objects.values_list("name", "parent__name", "door")),
            sorted(Member.objects.values_list("name", "department__name", "title", "is_active")),
            sorted(DepartmentLead.objects.values_list("department__name", "member__name")),
            OutsideAccount.objects.count(),
        )


def test_directory_is_shown_first_then_taken_over_and_never_doubled(house, admin, door):
    client = signed_in(admin)
    read = client.post(f"/o/hemu/settings/departments/doors/{door}/reading/")
    preview = client.get(read["Location"]).content.decode()
    with scope(house.pk):
        assert (Member.objects.count(), Department.objects.count()) == (1, 0)

    take_over(client, door, house, adds="on")
    once = state(house)
    take_over(client, door, house, adds="on")

    assert "becomes a member" in preview
    assert "changes place or is linked" in preview  # the administrator, known by the address
    assert state(house) == once
    departments, members, leads, linked = once
    assert len(departments) == 5
    assert (len(members), linked) == (13, 13)
    assert ("杭州门店", "销售部") in [row[:2] for row in departments]
    assert ("客户运营部", "Meng Jia") in leads
    page = client.get("/o/hemu/settings/departments/").content.decode()
    assert "led by 范敏" in page


def test_who_has_left_is_switched_off_when_wanted(play, house, admin, door):
    client = signed_in(admin)
    take_over(client, door, house, adds="on")
    play.order("members/shenke/leave", corpid=SETTINGS["corpid"])

    take_over(client, door, house)
    kept = state(house)[1]
    take_over(client, door, house, removes="on")
    gone = state(house)[1]

    assert ("沈珂", "客户运营部", "实习生", True) in kept
    assert ("沈珂", "客户运营部", "实习生", False) in gone
    assert sum(row[3] for row in gone) == 12


def test_preview_is_taken_over_once(house, admin, door):
    client = signed_in(admin)
    read = client.post(f"/o/hemu/settings/departments/doors/{door}/reading/")
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk

    assert client.post(read["Location"], {"role": agent, "adds": "on"}).status_code == 302
    assert client.post(read["Location"], {"role": agent, "adds": "on"}).status_code == 409
    under_way = client.get(read["Location"]).content.decode()
    work(("jobs",))
    done = client.get(read["Location"]).content.decode()
    assert ("People taken over" in under_way, "becomes a member" in under_way) == (True, False)
    assert ("People taken over" in done, "becomes a member" in done) == (False, True)


def test_departments_are_made_moved_and_removed_by_hand(house, admin):
    client = signed_in(admin)
    client.post("/o/hemu/settings/departments/new/", {"name": "Sales"})
    with scope(house.pk):
        sales = Department.objects.get(name="Sales").pk
    client.post("/o/hemu/settings/departments/new/", {"name": "East", "parent": sales})
    with scope(house.pk):
        east = Department.objects.get(name="East").pk

    ring = client.post(f"/o/hemu/settings/departments/{sales}/", {"name": "Sales", "parent": east})
    used = client.post(f"/o/hemu/settings/departments/{sales}/removal/")
    client.post(f"/o/hemu/settings/departments/{east}/removal/")

    assert (ring.status_code, used.status_code) == (422, 422)
    with scope(house.pk):
        assert list(Department.objects.values_list("name", flat=True)) == ["Sales"]
