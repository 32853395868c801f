"""Colleagues come in by WeCom and their departments are taken over, with the sandbox playing the platform."""

from collections.abc import Iterator
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.accounts import queries
from changlai.accounts.enums import Arrivals
from changlai.accounts.models import Department, DepartmentLead, Member, OutsideAccount, Role
from changlai.accounts.tests.factories import browser, make_member, make_organisation, signed_in
from changlai.channels import actions as channels
from changlai.channels.adapters.wecom.tests.stage import Stage, stage
from changlai.channels.models import Colleague
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SETTINGS = {
    "corpid": "ww1234567890abcdef",
    "agentid": "1000002",
    "secret": "s" * 32,
    "kf_secret": "",
    "token": "t" * 24,
    "encoding_aes_key": "a" * 43,
    "welcome_text": "",
    "kf_welcome_text": "",
    "unionid_scope": "",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("sandbox")) as play:
        yield play


@pytest.fixture
def play(running: Stage, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stage:
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{running.port}"]
    monkeypatch.setenv("CHANGLAI_WECOM_URL", f"http://127.0.0.1:{running.port}")
    running.order("reset")
    named = {name: SETTINGS[name] for name in ("corpid", "secret", "token", "encoding_aes_key")}
    running.order("demo", **named, agentid=1_000_002, callback_url=f"{django_settings.PUBLIC_URL}/hooks/wecom/key")
    return running


@pytest.fixture
def house(play):
    return make_organisation("hemu", name="Hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng Jia", email="mengjia@hemu.example")


@pytest.fixture
def door(house, admin) -> str:
    with scope(house.pk):
        account = channels.connect(channel="wecom", name="WeCom", settings=SETTINGS, by=admin)
    return f"wecom-{account.pk}"


def rule(house, admin, door, arrivals, *, departments=()):
    with scope(house.pk):
        accounts.keep_door_rule(
            door=queries.door(door),
            arrivals=arrivals,
            role=Role.objects.get(slug="agent"),
            departments=departments,
            by=admin,
        )


def look(url: str) -> tuple[int, str, str]:
    """What the platform's page answers: status, place to go to, text."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=10)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept-Language": "en"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read().decode()


def scan(client: Client, door: str, userid: str, *, agent: str = "Mozilla") -> str:
    """Scan as this colleague; the address the browser is sent back to."""
    begun = client.get(f"/sign-in/at/hemu/{door}/", headers={"user-agent": agent})
    return agree(begun["Location"], userid)


def agree(page: str, userid: str) -> str:
    status, _place, text = look(page)
    assert status == 200, text
    links = [unescape(part.split('"')[0]) for part in text.split('href="')[1:] if part.startswith("/wwlogin")]
    mine = next(link for link in links if parse_qs(link, keep_blank_values=True)["userid"] == [userid])
    parts = urlsplit(page)
    return look(f"{parts.scheme}://{parts.netloc}{mine}")[1].removeprefix(django_settings.PUBLIC_URL)


def test_everybody_of_the_company_is_let_in_by_rule(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client = browser()
    back = scan(client, door, "qiuyu")

    done = client.get(back)

    assert done["Location"] == "/o/hemu/"
    assert client.get("/o/hemu/profile/").status_code == 200
    with scope(house.pk):
        member = Member.objects.select_related("role", "user").get(name="邱雨")
        assert (member.role.slug, member.title, member.user.email) == ("agent", "客服", "qiuyu@hemu.example")
        assert Colleague.objects.get(external_id="qiuyu").member_id == member.pk
    again = browser()
    again.get(scan(again, door, "qiuyu"))
    with scope(house.pk):
        assert Member.objects.filter(name="邱雨").count() == 1


def test_address_of_somebody_known_is_not_taken_from_the_platforms_word(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client = browser()

    client.get(scan(client, door, "mengjia"))  # the platform says mengjia@hemu.example, who is an administrator here

    with scope(house.pk):
        member = Member.objects.select_related("role", "user").get(name="孟佳")
    assert (member.role.slug, member.user.email, member.user_id != admin.user_id) == ("agent", None, True)


@pytest.mark.parametrize("arrivals", [None, Arrivals.KNOWN, Arrivals.NOBODY])
def test_nobody_unknown_is_let_in_without_a_rule(house, admin, door, arrivals):
    if arrivals:
        rule(house, admin, door, arrivals)
    client = browser()

    refused = client.get(scan(client, door, "qiuyu"))

    assert refused.status_code == 403
    assert "you are not a member here yet" in refused.content.decode()
    assert "_auth_user_id" not in client.session


def test_rule_may_mean_some_departments_only(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY, departments=["4"])
    service, sales = browser(), browser()

    assert service.get(scan(service, door, "qiuyu")).status_code == 302
    assert sales.get(scan(sales, door, "gaoyuan")).status_code == 403


def test_stranger_outside_the_company_is_refused(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client = browser()

    refused = client.get(scan(client, door, ""))

    assert refused.status_code == 403
    assert "does not belong" in refused.content.decode() or "do not belong" in refused.content.decode()


def test_code_works_once_and_only_in_the_browser_that_asked(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client, thief = browser(), browser()
    back = scan(client, door, "qiuyu")

    assert thief.get(back).status_code == 422  # no visit was begun there
    assert client.get(back.replace("state=", "state=x")).status_code == 422
    assert client.get(back).status_code == 422  # the visit is spent with the wrong state
    again = scan(client, door, "qiuyu")
    assert client.get(again).status_code == 302
    begun = client.get(f"/sign-in/at/hemu/{door}/")["Location"]
    state = parse_qs(urlsplit(begun).query)["state"][0]
    used = parse_qs(urlsplit(again).query)["code"][0]
    assert client.get(f"/sign-in/at/hemu/{door}/back/?code={used}&state={state}").status_code == 422  # 40029


def test_member_links_the_account_and_comes_in_by_it(house, admin, door):
    client = signed_in(admin)
    begun = client.post(f"/o/hemu/profile/doors/{door}/")
    linked = client.get(agree(begun["Location"], "mengjia"))
    fresh = browser()

    fresh.get(scan(fresh, door, "mengjia", agent="Mozilla wxwork/4.1"))

    assert linked["Location"] == "/o/hemu/profile/?saved"
    assert fresh.session["_auth_user_id"] == str(admin.user_id)
    with scope(house.pk):
        assert AuditEntry.objects.filter(action="accounts.door.linked", actor_id=admin.pk).count() == 1
    client.post(f"/o/hemu/profile/doors/{door}/removal/")
    other = browser()
    assert other.get(scan(other, door, "mengjia")).status_code == 403


def test_account_of_one_member_is_not_linked_to_another(house, admin, door):
    first, second = signed_in(admin), signed_in(make_member(house, "agent"))
    first.get(agree(first.post(f"/o/hemu/profile/doors/{door}/")["Location"], "mengjia"))

    refused = second.get(agree(second.post(f"/o/hemu/profile/doors/{door}/")["Location"], "mengjia"))

    assert refused.status_code == 409
    with scope(house.pk):
        assert OutsideAccount.objects.get().member_id == admin.pk


def test_second_factor_and_switching_off_hold_here_too(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client = browser()
    client.get(scan(client, door, "qiuyu"))
    with scope(house.pk):
        accounts.switch_off(member=Member.objects.select_related("role", "user").get(name="邱雨"), by=admin)
    again = browser()

    assert again.get(scan(again, door, "qiuyu")).status_code == 403


def test_sign_in_page_offers_the_door_unless_it_is_closed(house, admin, door):
    assert "Sign in with WeCom" in browser().get("/sign-in/").content.decode()

    rule(house, admin, door, Arrivals.NOBODY)

    assert "Sign in with WeCom" not in browser().get("/sign-in/").content.decode()


# --- the directory ------------------------------------------------------------------------------------------------


def take_over(client: Client, door: str, house, **wanted: str) -> Any:
    read = client.post(f"/o/hemu/settings/doors/{door}/reading/")
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk
    return client.post(read["Location"], {"role": agent, **wanted})


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
    read = client.post(f"/o/hemu/settings/doors/{door}/reading/")
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
    read = client.post(f"/o/hemu/settings/doors/{door}/reading/")
    with scope(house.pk):
        agent = Role.objects.get(slug="agent").pk

    assert client.post(read["Location"], {"role": agent, "adds": "on"}).status_code == 302
    assert client.post(read["Location"], {"role": agent, "adds": "on"}).status_code == 409


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
