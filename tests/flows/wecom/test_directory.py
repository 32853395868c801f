"""The departments and members of WeCom, looked at first and then taken over, as often as one likes."""

from typing import Any

import pytest
from django.test import Client

from changlai.accounts import actions
from changlai.accounts.models import Department, DepartmentLead, Member, OutsideAccount, Role
from changlai.accounts.tests.factories import signed_in
from changlai.kernel.tenancy import scope
from tests.flows.wecom.people import SETTINGS, pull_all
from tests.support.house import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def read_out(client: Client, door: str) -> str:
    """The address of a preview that has been read."""
    address: str = client.post(f"/o/hemu/settings/departments/doors/{door}/reading/")["Location"]
    work(("jobs",))
    return address


def take_over(client: Client, door: str, house, **wanted: str) -> Any:
    preview = read_out(client, door)
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk
    answer = client.post(preview, {"role": agent, **wanted})
    work(("jobs",))
    return answer


def calls(play) -> list[str]:
    """Which calls of WeCom's API have been made for the directory."""
    return [one["api"] for one in play.look("log?kind=api")["api"] if one["api"] in {"department/list", "user/list"}]


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
    preview = client.get(read_out(client, door)).content.decode()
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
    preview = read_out(client, door)
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk

    assert client.post(preview, {"role": agent, "adds": "on"}).status_code == 302
    assert client.post(preview, {"role": agent, "adds": "on"}).status_code == 409
    under_way = client.get(preview).content.decode()
    work(("jobs",))
    done = client.get(preview).content.decode()
    assert ("People taken over" in under_way, "becomes a member" in under_way) == (True, False)
    assert ("People taken over" in done, "becomes a member" in done) == (False, True)


def test_platform_is_asked_in_the_background(play, house, admin, door):
    client = signed_in(admin)
    pull_all()  # what a new account is pulled by itself
    before = calls(play)

    address = client.post(f"/o/hemu/settings/departments/doors/{door}/reading/")["Location"]
    waiting = client.get(address, headers={"HX-Request": "true"})
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk
    early = client.post(address, {"role": agent, "adds": "on"})
    assert (calls(play), early.status_code) == (before, 409)
    assert ("being read from" in waiting.text, 'hx-trigger="every 1s"' in waiting.text) == (True, True)
    work(("jobs",))

    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "becomes a member" in client.get(address).text
    assert calls(play)[len(before) :] == ["department/list", "user/list"]


def test_refusal_of_the_platform_is_told_and_reading_again_forgets_it(play, house, admin, door):
    client = signed_in(admin)
    pull_all()
    play.order("faults", kind="errcode", api="department/list", code=60011)
    refused = read_out(client, door)

    told = client.get(refused, headers={"HX-Request": "true"})

    assert ("Read again" in told.text, "every 1s" in told.text) == (True, False)
    assert "Widen its visible range" in told.text
    again = read_out(client, door)
    assert client.get(refused).status_code == 404
    assert "becomes a member" in client.get(again).text


def test_program_reads_the_directory_and_takes_it_over(house, admin, door):
    with scope(house.pk):
        _token, value = actions.create_api_token(member=admin, name="test", by=admin)
        agent = Role.objects.get(slug="agent").pk
    program = Client(headers={"authorization": f"Bearer {value}"})

    asked = program.post(f"/api/v1/doors/{door}/directories").json()
    address = f"/api/v1/directories/{asked['id']}"
    early = program.post(f"{address}/order", {"role_id": agent}, content_type="application/json")
    work(("jobs",))
    looked = program.get(address).json()
    program.post(f"{address}/order", {"role_id": agent}, content_type="application/json")
    work(("jobs",))

    assert (asked["state"], early.status_code, looked["state"]) == ("reading", 409, "looked")
    assert program.get(address).json()["state"] == "done"


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
