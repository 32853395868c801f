"""One app of a platform is one account: a second would bring every message twice, into two conversations."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape

from django.db import connection
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.channels import actions
from changlai.channels.errors import AlreadyConnected
from changlai.channels.models import Account
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

APP = {
    "corpid": "ww1234567890abcdef",
    "agentid": "1000002",
    "secret": "S" * 43,
    "token": "T" * 10,
    "encoding_aes_key": "K" * 43,
}
PLACES = "/o/hemu/settings/channels/"


def connect(firm, name, **settings):
    with scope(firm.id):
        return actions.connect(channel="wecom", name=name, settings=APP | settings, by=firm.admin)


def reader(firm):
    """The administrator's browser, in English."""
    with scope(firm.id):
        accounts.change_profile(member=firm.admin, name=firm.admin.name, language="en")
    client = Client()
    client.force_login(firm.admin.user)
    return client


def names(firm):
    with scope(firm.id):
        return list(Account.objects.filter(channel="wecom").order_by("id").values_list("name", flat=True))


def test_the_second_page_names_the_account_there_is(firm):
    connect(firm, "企业微信")
    client = reader(firm)

    response = client.post(f"{PLACES}new/wecom/", APP | {"name": "Once more"})

    assert response.status_code == 422
    assert "already connected here as “企业微信”" in unescape(response.content.decode())
    assert names(firm) == ["企业微信"]


def test_two_clicks_at_once_make_one_account(firm):
    def click(number):
        try:
            connect(firm, f"{number}")
        except AlreadyConnected:
            return "refused"
        finally:
            connection.close()
        return "connected"

    with ThreadPoolExecutor(2) as pool:
        clicks = list(pool.map(click, range(2)))

    assert sorted(clicks) == ["connected", "refused"]
    assert len(names(firm)) == 1


def test_other_apps_and_other_organisations_are_not_in_the_way(firm):
    connect(firm, "one")
    connect(firm, "another app", agentid="1000003")
    connect(firm, "another corp", corpid="ww00000000000000ff")
    elsewhere = found_firm("other", "别家")
    connect(elsewhere, "theirs")

    assert names(firm) == ["one", "another app", "another corp"]
    assert names(elsewhere) == ["theirs"]


def test_settings_of_another_account_are_refused_and_its_own_are_kept(firm):
    connect(firm, "one")
    second = connect(firm, "two", agentid="1000003")
    client = reader(firm)
    page = f"{PLACES}{second.id}/settings/"

    taken = client.post(page, APP | {"name": "two"})
    own = client.post(page, APP | {"name": "two again", "agentid": "1000003"})

    assert (taken.status_code, own.status_code) == (422, 302)
    assert "already connected here as “one”" in unescape(taken.content.decode())
    assert names(firm) == ["one", "two again"]


def test_custom_channels_are_as_many_as_one_likes(firm):
    with scope(firm.id):
        for name in ("x", "y"):
            actions.connect(channel="webhook", name=name, settings=dict(firm.account.settings), by=firm.admin)
