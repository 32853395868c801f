"""Connecting a Weibo account by agreeing at Weibo: the guide, the page of Weibo's, back with a code, and in time again.

Weibo is the sandbox's: its page is asked and answered over HTTP as the owner's browser does.
"""

from contextlib import closing
from datetime import timedelta
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels import queries
from changlai.channels.jobs.clock import warn_of_ends
from changlai.channels.models import Account, Stream
from changlai.channels.notices import ENDED, ENDS
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import Firm, hire, settle
from tests.support.weibo import NAME, SETTINGS, UID, Weibo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HOME = "/o/hemu/settings/channels/"
APP = {"name": "官方微博", "app_key": SETTINGS["app_key"], "app_secret": SETTINGS["app_secret"]}


@pytest.fixture
def client(firm: Firm) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(firm.admin.user)
    return client


def told(**more: object) -> dict[str, object]:
    """An account of the app at the sandbox."""
    names = ("app_key", "app_secret", "access_token", "uid")
    return {**{name: SETTINGS[name] for name in names}, "name": NAME, **more}


def connected(firm: Firm, client: Client) -> tuple[Account, str]:
    """The account after the first step of the guide, and the page of its next."""
    answer = client.post(f"{HOME}new/weibo/", APP)
    assert answer.status_code == 302, unescape(answer.content.decode())
    with scope(firm.id):
        return Account.objects.filter(channel="weibo", parent__isnull=True).latest("id"), answer["Location"]


def fresh(firm: Firm, account: Account) -> Account:
    with scope(firm.id):
        return Account.objects.get(pk=account.pk)


def left(account: Account) -> timedelta:
    """How long its authorisation lives."""
    assert account.authorised_until is not None
    return account.authorised_until - timezone.now()


def off(client: Client, account: Account) -> str:
    """Where the guide sends the owner to."""
    return client.get(f"{HOME}{account.pk}/authorisation/")["Location"]


def answered(weibo: Weibo, address: str, *, uid: str = UID) -> str:
    """Where Weibo sends the owner back to after they agreed (``uid`` "": after they said no)."""
    asked = urlsplit(address)
    assert asked.port == weibo.port
    with closing(HTTPConnection("127.0.0.1", weibo.port, timeout=60)) as connection:
        connection.request("GET", f"/oauth2/authorize?{asked.query}")
        page = connection.getresponse()
        words = page.read().decode()
        assert (page.status, f"uid={uid}" in words) == (200, True), words
        connection.request("GET", f"/oauth2/authorize/answer?{asked.query}&uid={uid}")
        back = urlsplit(connection.getresponse().headers["Location"])
    return f"{back.path}?{back.query}"


def said(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def test_owner_agrees_and_everything_begins(weibo: Weibo, firm: Firm, client: Client):
    account, step = connected(firm, client)
    page = said(client, step)
    with scope(firm.id):
        begun, why = Stream.objects.exists(), queries.product_of(account).cannot_send
    assert "Authorise at Weibo" in page
    assert f"{HOME}authorised/weibo/" in page
    assert "has not been authorised yet" in said(client, f"{HOME}{account.pk}/setup/done/")
    assert not begun
    assert "Nobody has authorised the account" in why

    back = answered(weibo, off(client, account))
    done = client.get(back)
    weibo.work()

    assert done["Location"] == f"{HOME}{account.pk}/setup/authorise/?kept"
    kept = fresh(firm, account)
    assert (kept.settings["uid"], kept.settings["screen_name"]) == (UID, NAME)
    assert kept.settings["access_token"].startswith("2.00")
    assert timedelta(days=29) < left(kept) <= timedelta(days=30)
    with scope(firm.id):
        endpoint = queries.public_endpoint(kept)
        assert endpoint is not None
        assert endpoint.name == NAME
        assert kept.last_error == ""
    assert "The account is authorised until" in said(client, done["Location"])
    assert kept.settings["access_token"] not in said(client, f"{HOME}{account.pk}/settings/")

    again = client.get(back)  # a code and a state are good once
    assert (again.status_code, fresh(firm, account).settings) == (422, kept.settings)


def test_what_is_not_agreed_changes_nothing_and_says_why(weibo: Weibo, firm: Firm, client: Client):
    account, step = connected(firm, client)
    before = fresh(firm, account).settings

    client.get(answered(weibo, off(client, account), uid=""))
    declined = said(client, step)
    back = answered(weibo, off(client, account))
    forged = client.get(back.replace("state=", "state=x"))
    with scope(firm.id):
        changed = {**before, "app_secret": "f" * 32}
        channels.change_settings(account=fresh(firm, account), name=account.name, settings=changed, by=firm.admin)
    client.get(answered(weibo, off(client, account)))

    assert "somebody said no" in declined
    assert "not begun in this browser" in unescape(forged.content.decode())
    assert refused_at(weibo, off(client, account)) == "error:redirect_uri_mismatch error_code:21322"
    assert "do not belong together" in said(client, step)
    assert "do not belong together" not in said(client, step)  # said once
    assert (fresh(firm, account).settings, fresh(firm, account).authorised_until) == (changed, None)
    viewer = Client()
    viewer.force_login(hire(firm, "邱雨", "agent").user)
    assert [viewer.get(page).status_code for page in (f"{HOME}{account.pk}/authorisation/", back)] == [403, 403]


def refused_at(weibo: Weibo, address: str) -> str:
    """What Weibo says to an app that names another address than its own."""
    weibo.order("weibo/accounts", **told(redirect_uri="https://elsewhere.example/"))
    with closing(HTTPConnection("127.0.0.1", weibo.port, timeout=60)) as connection:
        connection.request("GET", f"/oauth2/authorize?{urlsplit(address).query}")
        return connection.getresponse().read().decode()


def test_another_account_of_the_app_and_one_that_is_connected_are_refused(weibo: Weibo, firm: Firm, client: Client):
    weibo.order("weibo/accounts", **told(uid="1902538058", name="禾木软装", access_token="2.00other"))
    first = weibo.connect(firm.admin)
    second, step = connected(firm, client)

    client.get(answered(weibo, off(client, second)))
    twin = said(client, step)
    client.get(answered(weibo, off(client, first), uid="1902538058"))
    other = said(client, f"{HOME}{first.pk}/setup/authorise/")
    client.get(answered(weibo, off(client, second), uid="1902538058"))

    assert "官方微博" in twin
    assert "belongs to another Weibo account" in other
    assert fresh(firm, first).settings["uid"] == UID
    assert fresh(firm, second).settings["screen_name"] == "禾木软装"


def test_end_is_told_in_time_and_put_off_by_agreeing_again(weibo: Weibo, firm: Firm, client: Client):
    hire(firm, "邱雨", "agent")
    weibo.order("weibo/accounts", **told(live_seconds=6 * 86_400))
    account = weibo.connect(firm.admin)
    for _ in range(2):
        warn_of_ends()
        settle()
    soon = said(client, f"{HOME}{account.pk}/")
    with scope(firm.id):
        [notice] = Notification.objects.filter(kind__in=[ENDS, ENDED])
    assert (notice.kind, notice.member_id, notice.url) == (
        ENDS,
        firm.admin.pk,
        f"{HOME}{account.pk}/setup/authorise/",
    )
    assert "The authorisation ends" in soon

    with scope(firm.id):
        Account.objects.filter(pk=account.pk).update(authorised_until=timezone.now() - timedelta(hours=1))
    warn_of_ends()
    settle()
    with scope(firm.id):
        assert Notification.objects.filter(kind=ENDED).count() == 1

    client.get(answered(weibo, off(client, account)))
    warn_of_ends()
    settle()
    assert left(fresh(firm, account)) > timedelta(days=29)
    assert "The authorisation ends" not in said(client, f"{HOME}{account.pk}/")
    with scope(firm.id):
        assert Notification.objects.filter(kind__in=[ENDS, ENDED]).count() == 2
