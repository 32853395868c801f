"""Colleagues come in by WeCom and their departments are taken over, with the sandbox playing the platform."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from changlai.accounts import actions as accounts
from changlai.accounts.enums import Arrivals
from changlai.accounts.models import Member, OutsideAccount
from changlai.accounts.tests.factories import browser, make_member, signed_in
from changlai.channels import actions as channels
from changlai.channels.models import Account, Colleague, Token
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from tests.flows.wecom.people import SETTINGS, agree, rule, scan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


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


def offered() -> list[str]:
    """The platforms' buttons of the sign-in page."""
    page = browser().get("/sign-in/").content.decode()
    return re.findall(r"Sign in with [^<]*", page)


def test_sign_in_page_offers_a_door_while_somebody_can_come_in_by_it(house, admin, door):
    assert offered() == []  # no rule, and nobody is linked

    client = signed_in(admin)
    client.get(agree(client.post(f"/o/hemu/profile/doors/{door}/")["Location"], "mengjia"))
    assert offered() == ["Sign in with WeCom"]
    rule(house, admin, door, Arrivals.NOBODY)
    assert offered() == []
    rule(house, admin, door, Arrivals.EVERYBODY)
    assert offered() == ["Sign in with WeCom"]


def test_two_accounts_of_one_platform_are_told_apart_by_their_names(house, admin, door):
    with scope(house.pk):
        others = [
            channels.connect(channel="wecom", name=name, settings=SETTINGS | {"agentid": agent}, by=admin)
            for name, agent in (("云栖家居", "1000003"), ("云栖家居", "1000004"))
        ]
    for one in (door, *(f"wecom-{account.pk}" for account in others)):
        rule(house, admin, one, Arrivals.EVERYBODY)

    assert offered() == [
        "Sign in with WeCom · WeCom",
        "Sign in with WeCom · 云栖家居 1",
        "Sign in with WeCom · 云栖家居 2",
    ]
    with scope(house.pk):
        for account in others:
            channels.switch(account=account, on=False, by=admin)
    assert offered() == ["Sign in with WeCom"]
    client = browser()
    client.get(scan(client, door, "qiuyu"))
    assert "WeCom ·" not in client.get("/o/hemu/profile/sessions/").content.decode()


def test_platform_that_cannot_say_who_came_leads_back_to_the_password(house, admin, door):
    rule(house, admin, door, Arrivals.EVERYBODY)
    client = browser()
    back = scan(client, door, "qiuyu")
    with scope(house.pk):
        account = Account.objects.get(parent__isnull=True)
        account.settings = account.settings | {"secret": "x" * 32}  # somebody reset it in the console
        account.save(update_fields=["settings"])
        Token.objects.all().delete()

    refused = client.get(back)

    told = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "WeCom could not say who you are. Come in with your password meanwhile" in told
    assert "WeCom does not accept the secret" in told
    assert "_auth_user_id" not in client.session
