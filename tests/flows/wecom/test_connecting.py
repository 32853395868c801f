"""The connection guide against the platform that the sandbox plays.

A wrong value makes nothing, a missing permission is told by its page of the console, and what was missing begins by
itself once it is given.
"""

from html import unescape

import pytest
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.channels import actions as channels
from changlai.channels.models import Account, Stream
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.flows.wecom.people import SETTINGS, pull_all
from tests.support.house import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NEW = "/o/hemu/settings/channels/new/wecom/"
APP = {"name": "云栖家居", **{name: SETTINGS[name] for name in ("corpid", "agentid", "secret")}}
CORPID = "WeCom does not know this corp ID. Copy it from Admin console → My Company → Company Information"
SECRET = "WeCom does not accept the secret"
AGENT = (
    "The AgentId does not belong to the secret. Copy both from the same page: Admin console → App Management → the app"
)
STREAMS = ["contacts", "desks", "members", "rosters", "tags"]


@pytest.fixture
def client(house, admin) -> Client:
    with scope(house.pk):
        accounts.change_profile(member=admin, name=admin.name, language="en")
    client = Client()
    client.force_login(admin.user)
    return client


def said(response) -> str:
    return unescape(response.content.decode())


def jobs(house) -> list[tuple[str, str]]:
    """Kind and state of what waits or was given up."""
    with scope(house.pk):
        return [(kind, state) for kind, state in db.rows("select kind, state from lease order by id")]


def stopped(house) -> dict[str, str]:
    with scope(house.pk):
        return dict(Stream.objects.exclude(error="").order_by("key").values_list("key", "error"))


def connected(house, client) -> Account:
    client.post(NEW, APP)
    with scope(house.pk):
        return Account.objects.get(parent__isnull=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"corpid": "ww00000000000000ff"}, CORPID),
        ({"secret": "x" * 32}, SECRET),
        ({"agentid": "1000009"}, AGENT),
    ],
)
def test_wrong_value_stands_at_its_field_and_nothing_is_begun(house, client, wrong, sentence):
    answer = client.post(NEW, APP | wrong)

    (name,) = wrong
    assert answer.status_code == 422
    assert sentence in said(answer).split(f'name="{name}"')[1].split("<label")[0]
    assert jobs(house) == []
    with scope(house.pk):
        assert not Account.objects.exists()


@pytest.mark.parametrize("page", ["setup/app/", "settings/"])
def test_values_that_worked_are_not_replaced_by_wrong_ones(house, client, page):
    account = connected(house, client)
    pull_all()
    before = dict(account.settings)

    answer = client.post(
        f"/o/hemu/settings/channels/{account.pk}/{page}", before | APP | {"corpid": "ww00000000000000ff"}
    )

    assert (answer.status_code, CORPID in said(answer)) == (422, True)
    assert jobs(house) == []
    with scope(house.pk):
        assert Account.objects.get(pk=account.pk).settings == before


def test_wrong_secret_of_the_service_desks_is_named_in_its_step(house, client):
    account = connected(house, client)

    answer = client.post(f"/o/hemu/settings/channels/{account.pk}/setup/permissions/", {"kf_secret": "y" * 32})

    assert (answer.status_code, SECRET in said(answer)) == (422, True)
    with scope(house.pk):
        assert not Account.objects.get(pk=account.pk).settings["kf_secret"]


def test_platform_that_does_not_answer_keeps_nobody_from_going_on(house, client, play):
    play.order("faults", kind="errcode", api="gettoken", code=-1, times=2)

    assert client.post(NEW, APP).status_code == 302


def test_missing_trusted_address_is_said_of_every_stream_and_leaves_no_dead_job(house, client, play):
    play.order("corps", corpid=SETTINGS["corpid"], trusted_ips=["203.0.113.7"])  # as the console wants: it comes later
    account = connected(house, client)
    step = f"/o/hemu/settings/channels/{account.pk}/setup/app/trial/"

    pull_all()
    before, trial = stopped(house), said(client.post(step))
    pull_all()  # one permission of the two works, so it was looked at again

    assert list(before) == STREAMS
    assert all("WeCom does not trust this server's address" in why for why in before.values())
    assert "Where: Admin console → App Management → your self-built app → Company's Trusted IP" in trial
    assert jobs(house) == []

    play.order("corps", corpid=SETTINGS["corpid"], trusted_ips=["127.0.0.1"])
    again = said(client.post(step))
    pull_all()

    assert "Where:" not in again
    assert stopped(house) == {}
    assert jobs(house) == []
    with scope(house.pk):
        assert Stream.objects.filter(finished_at__isnull=False, key__in=STREAMS).count() == len(STREAMS)
        assert Account.objects.get(pk=account.pk).last_error == ""


@pytest.mark.parametrize(
    ("api", "code", "missing"),
    [
        ("externalcontact/get_follow_user_list", 48002, (["contacts", "rosters", "tags"], "Customer Contact → API")),
        ("externalcontact/get_follow_user_list", 84074, (["contacts", "rosters", "tags"], "Permission Configuration")),
        ("kf/account/list", 48002, (["desks"], "WeChat Customer Service → API")),
        ("kf/account/list", 95017, (["desks"], "WeChat Customer Service → API")),
    ],
)
def test_missing_permission_names_its_page_and_stops_only_its_own(house, client, play, api, code, missing):
    streams, place = missing
    play.order("faults", kind="errcode", api=api, code=code, times=0)
    account = connected(house, client)

    pull_all()
    trial = said(client.post(f"/o/hemu/settings/channels/{account.pk}/setup/permissions/trial/"))

    assert list(stopped(house)) == streams
    assert place in trial
    assert trial.count("Where:") == 1
    assert [state for _kind, state in jobs(house) if state == "dead"] == []


def test_platform_that_is_silent_for_long_is_told_on_the_account_and_leaves_no_dead_job(house, client, play):
    account = connected(house, client)
    play.order("faults", kind="errcode", api="agent/get", code=-1, times=0)

    for _ in range(8):
        with scope(house.pk):
            db.run("update lease set due = clock_timestamp() where state = 'ready'")
        work(["jobs"])

    assert list(stopped(house)) == STREAMS
    assert jobs(house) == []
    with scope(house.pk):
        assert not Stream.objects.filter(is_running=True).exists()
        channels.sync(account=Account.objects.get(pk=account.pk))
    play.order("reset")
