"""The way to a connected account: step by step, our address waited for, every permission tried."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from changlai.channels import actions, registry
from changlai.channels.adapters.wecom.crypt import Crypt
from changlai.channels.contracts import Permission
from changlai.channels.enums import Outcome
from changlai.channels.errors import CallFailed
from changlai.channels.forms import settings_form
from changlai.channels.models import Account
from changlai.channels.setup import steps_of
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/settings/channels/"
APP = {"name": "企业微信", "corpid": "wwabcdef0123456789", "agentid": "1000002", "secret": "s" * 43}


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def client(firm) -> Client:
    return browser(firm.admin)


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def connected(firm, client) -> Account:
    client.post(f"{HOME}new/wecom/", APP)
    with scope(firm.id):
        return Account.objects.get(channel="wecom")


def step(account: Account, slug: str, more: str = "") -> str:
    return f"{HOME}{account.id}/setup/{slug}/{more}"


def test_first_step_asks_for_the_app_only_and_makes_the_keys_itself(firm, client):
    page = client.get(f"{HOME}new/wecom/").content.decode()
    answer = client.post(f"{HOME}new/wecom/", APP)
    with scope(firm.id):
        account = Account.objects.get(channel="wecom")

    assert 'name="corpid"' in page
    assert 'name="token"' not in page
    assert answer["Location"] == f"/o/hemu/settings/channels/{account.id}/setup/app/?kept"
    made = account.settings
    assert isinstance(Crypt(made["token"], made["encoding_aes_key"], made["corpid"]), Crypt)


def test_wrong_values_of_the_first_step_are_named_and_connect_nothing(firm, client):
    answer = client.post(f"{HOME}new/wecom/", APP | {"corpid": "我们公司", "secret": ""})

    assert answer.status_code == 422
    assert "This is not a corp ID" in words(answer)
    with scope(firm.id):
        assert not Account.objects.filter(channel="wecom").exists()


def test_keys_are_shown_until_the_platform_has_called_and_then_never_again(firm, client):
    account = connected(firm, client)
    before = client.get(step(account, "callback"))
    waiting = client.get(step(account, "callback", "heard/"))
    with scope(firm.id):
        actions.note(account, Outcome.CHECKED, "")
    after = client.get(step(account, "callback"))
    heard = client.get(step(account, "callback", "heard/"))

    key = account.settings["encoding_aes_key"]
    assert account.hook_key in before.content.decode()
    assert (key in before.content.decode(), key in after.content.decode()) == (True, False)
    assert before["Cache-Control"] == "no-store"
    assert "Waiting for the first call" in words(waiting)
    assert "hx-trigger" not in heard.content.decode()
    assert "The platform has reached this address" in words(heard)


def test_trial_names_what_is_missing_and_where_it_is_given(firm, client, monkeypatch):
    def refused(_desk):
        raise CallFailed("48002", "The app may not call this API.", permanent=True)

    account, spec = connected(firm, client), registry.channel("wecom")
    given = (
        Permission("contacts", "read customers", "Customer Contact → API", refused),
        Permission("desks", "answer", "Customer Service → API", lambda _desk: None),
        Permission("secret", "never tried in this step", "nowhere", refused),
    )
    monkeypatch.setitem(registry.channels(), "wecom", replace(spec, permissions=given))

    told = words(client.post(step(account, "permissions", "trial/")))

    assert "The app may not call this API." in told
    assert "Where: Customer Contact → API" in told
    assert "Customer Service → API" not in told
    assert "never tried" not in told


def test_later_step_changes_its_own_fields_and_nothing_else(firm, client):
    account = connected(firm, client)
    before = dict(account.settings)

    answer = client.post(step(account, "welcome"), {"welcome_text": "你好 {customer|朋友}", "kf_welcome_text": "您好"})

    with scope(firm.id):
        account.refresh_from_db()
    assert answer["Location"].endswith(f"/{account.id}/setup/done/?kept")
    assert account.settings == before | {"welcome_text": "你好 {customer|朋友}", "kf_welcome_text": "您好"}
    assert account.name == "企业微信"


def test_every_channel_can_be_walked_to_its_end(firm, client):
    with scope(firm.id):
        accounts = {"webhook": firm.account, "wecom": connected(firm, client)}
    for slug, account in accounts.items():
        for one in steps_of(registry.channel(slug)):
            assert client.get(step(account, one.slug)).status_code == 200
        assert "has not called our address yet" in words(client.get(step(account, "done")))
        assert client.get(step(account, "nowhere")).status_code == 404


def test_end_of_the_way_says_what_does_not_work_yet(firm, client):
    account = connected(firm, client)
    with scope(firm.id):
        actions.note(account, Outcome.CHECKED, "")

    assert "is connected" in words(client.get(step(account, "done")))

    with scope(firm.id):
        Account.objects.filter(pk=account.pk).update(last_error="The mail server broke the connection off.")
    shown = words(client.get(step(account, "done")))
    assert ("is connected" in shown, "broke the connection off" in shown) == (False, True)


def test_fields_of_all_steps_are_the_channels_form():
    for channel in registry.channels().values():
        named = [name for one in steps_of(channel) for name in one.fields]
        assert sorted(named) == sorted(settings_form(channel).fields)
        assert {slug for one in steps_of(channel) for slug in one.tests} == {p.slug for p in channel.permissions}


def test_who_may_not_manage_channels_cannot_walk(firm, client):
    account = connected(firm, client)
    seller = browser(hire(firm, "林小棠", "sales"))

    assert seller.get(f"{HOME}new/wecom/").status_code == 403
    assert seller.get(step(account, "callback")).status_code == 403
    assert seller.post(step(account, "permissions", "trial/")).status_code == 403
