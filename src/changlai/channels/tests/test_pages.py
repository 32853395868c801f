"""The channel pages: connecting, health, permissions, secrets, raw deliveries and replay."""

import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from changlai.channels import actions, queries, registry
from changlai.channels.adapters.wecom.failures import WecomRefused
from changlai.channels.contracts import Endpoint, Permission
from changlai.channels.enums import Outcome
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account, Stream
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import another_account, deliver, found_firm, hire, later, message

pytestmark = pytest.mark.django_db

HTMX = {"hx_request": "true"}
HOME = "/o/hemu/settings/channels/"
SECRET = "whsec_" + "A" * 43 + "="


@pytest.fixture
def firm():
    return found_firm()


def browser(member, **headers) -> Client:
    client = Client(headers=headers)
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def own(firm) -> str:
    return f"{HOME}{firm.account.id}/"


def test_list_shows_health_in_words(firm):
    with scope(firm.id):
        actions.note(firm.account, Outcome.REFUSED, "bad_signature", 7)
        actions.note_error(firm.account.id, "The secret is wrong. Copy it again.", later(0))
    deliver(firm, message("u1", "hi"))

    html = browser(firm.admin).get(HOME)
    page = browser(firm.admin).get(own(firm))

    assert "Needs attention" in words(html)
    assert "The secret is wrong. Copy it again." in words(page)
    assert "7 Refused The signature was wrong" in words(page)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "The address WeCom sees: 203.0.113.7"),
        ("zh-hans", "企业微信看到的 IP：203.0.113.7"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language_with_the_address_to_enter(firm, language, expected):
    error = WecomRefused(60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at x")
    with scope(firm.id):
        actions.note_call_failed(firm.account.id, error, later(0))
        Stream.objects.create(account=firm.account, key="contacts", error=error.sentence)
    client = browser(firm.admin)
    client.cookies[LANGUAGE_COOKIE] = language

    page, pill = words(client.get(own(firm))), client.get(HOME).content.decode()

    assert page.count(expected) == 2  # the notice, and the stream that stopped
    assert expected in pill


def test_list_takes_the_same_number_of_statements_for_one_and_three_accounts(firm):
    counts = []
    for _ in range(2):
        client = browser(firm.admin)
        client.get(HOME)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(HOME).status_code == 200
        counts.append(len(seen))
        another_account(firm)
        another_account(firm)

    assert len(set(counts)) == 1, counts


def test_empty_list_leads_to_the_first_connection(firm):
    with scope(firm.id):
        Account.objects.all().delete()

    assert "No channel is connected" in words(browser(firm.admin).get(HOME))


def test_every_channel_can_be_chosen_and_its_form_opened(firm):
    client = browser(firm.admin)
    chosen = client.get(f"{HOME}new/").content.decode()

    for slug in registry.channels():
        assert f"{HOME}new/{slug}/" in chosen
        assert client.get(f"{HOME}new/{slug}/").status_code == 200
    assert client.get(f"{HOME}new/nothing/").status_code == 404


def test_every_form_says_what_is_wrong_with_an_empty_submission(firm):
    for slug in registry.channels():
        response = browser(firm.admin).post(f"{HOME}new/{slug}/", {"name": ""})

        assert response.status_code == 422
        assert "Give the account a name" in words(response)
    with scope(firm.id):
        assert Account.objects.count() == 1


def test_connecting_shows_the_callback_address_and_keeps_the_secret(firm):
    client = browser(firm.admin)
    data = {"name": "Shop", "secret": SECRET, "send_url": "", "id_space": "shop", "unionid_scope": ""}

    response = client.post(f"{HOME}new/webhook/", data)
    with scope(firm.id):
        account = Account.objects.get(name="Shop")
    page = client.get(response["Location"]).content.decode()
    form = client.get(f"{HOME}{account.id}/settings/")

    assert f"http://127.0.0.1:8000/hooks/webhook/{account.hook_key}" in page
    assert SECRET not in page + form.content.decode()
    assert form["Cache-Control"] == "no-store"
    assert account.settings["secret"] == SECRET


def test_changed_settings_keep_an_empty_secret_and_never_show_it_even_with_errors(firm):
    client, path = browser(firm.admin), f"{own(firm)}settings/"

    wrong = client.post(
        path, {"name": "官网", "secret": "", "send_url": "ftp://x", "id_space": "a", "unionid_scope": ""}
    )
    right = client.post(
        path, {"name": "New name", "secret": "", "send_url": "", "id_space": "abc", "unionid_scope": ""}
    )

    assert wrong.status_code == 422
    assert "This is not a web address" in words(wrong)
    assert SECRET not in wrong.content.decode()
    assert right.status_code == 302
    with scope(firm.id):
        account = Account.objects.get(id=firm.account.id)
        assert (account.name, account.settings["secret"], account.settings["id_space"]) == ("New name", SECRET, "abc")


def test_manager_looks_and_does_not_touch(firm):
    manager, agent = hire(firm, "Manager", "manager"), hire(firm, "Agent", "agent")
    page = browser(manager).get(own(firm)).content.decode()

    assert "/hooks/" not in page
    assert browser(manager).get(f"{own(firm)}settings/").status_code == 403
    assert browser(manager).post(f"{own(firm)}switch/", {"on": "0"}).status_code == 403
    assert browser(manager).post(f"{own(firm)}streams/").status_code == 403
    assert browser(agent).get(HOME).status_code == 403
    with scope(firm.id):
        assert Account.objects.get(id=firm.account.id).is_active


def test_account_of_another_organisation_is_not_found(firm):
    other = found_firm("xuanniao")

    for path in ("", "settings/", "deliveries/", "streams/"):
        assert browser(firm.admin).get(f"{HOME}{other.account.id}/{path}").status_code == 404


def test_switching_off_and_on(firm):
    client, path = browser(firm.admin), f"{own(firm)}switch/"

    client.post(path, {"on": "0"})
    off = words(client.get(HOME))
    client.post(path, {"on": "1"})

    assert " Off " in off
    assert " Working " in words(client.get(HOME))


def test_desk_that_is_gone_is_marked(firm):
    with scope(firm.id):
        actions.keep_endpoints(
            account=firm.account, endpoints=[Endpoint("a", "webhook", "Front"), Endpoint("b", "webhook", "Back")]
        )
        actions.keep_endpoints(account=firm.account, endpoints=[Endpoint("a", "webhook", "Front")], are_all=True)

    page = words(browser(firm.admin).get(own(firm)))

    assert "Back Custom channel Off Front Custom channel" in page


def test_streams_show_progress_and_ask_again_while_running(firm):
    with scope(firm.id):
        Stream.objects.create(account=firm.account, key="contacts", done=30, total=120, is_running=True)
        Stream.objects.create(account=firm.account, key="kf:wk1", done=5, error="No right. Give it.")

    running = browser(firm.admin, **HTMX).get(f"{own(firm)}streams/")
    with scope(firm.id):
        Stream.objects.update(is_running=False)
    done = browser(firm.admin, **HTMX).get(f"{own(firm)}streams/")

    assert "every 2s" in running.content.decode()
    assert "Customers 30 / 120" in words(running)
    assert "No right. Give it." in words(running)
    assert "every 2s" not in done.content.decode()


@pytest.mark.django_db(transaction=True)
def test_permissions_are_tested_outside_any_transaction_and_name_the_place(firm, monkeypatch):
    open_transactions = []

    def works(desk):
        open_transactions.append(connection.in_atomic_block)

    def fails(desk):
        raise CallFailed("60020", "The address of this server is not trusted. Add it.", permanent=True)

    channel = registry.channel(firm.account.channel)
    tested = (
        Permission("a", "may read", "Console, Read", works),
        Permission("b", "may write", "Console, Trusted IP", fails),
    )
    monkeypatch.setattr(
        "changlai.channels.registry.channels", lambda: {channel.slug: replace(channel, permissions=tested)}
    )

    response = browser(firm.admin, **HTMX).post(f"{own(firm)}permissions/")

    assert open_transactions == [False]
    assert "may read" in words(response)
    assert "The address of this server is not trusted. Add it. Where: Console, Trusted IP" in words(response)
    assert "Console, Read" not in words(response)
    assert not transaction.get_connection().in_atomic_block


def test_raw_deliveries_say_what_became_of_them(firm):
    odd = message("u2", "hello")
    deliver(firm, message("u1", "hi"), type(odd)("k2", "mystery", b"{}", "u2", later(1)))

    page = words(browser(firm.admin).get(f"{own(firm)}deliveries/"))

    assert "Message of a customer" in page
    assert "Skipped" in page
    assert "A kind of event that we do not know yet." in page


def test_payload_is_shown_to_who_may_manage_and_looking_is_written_down(firm):
    manager = hire(firm, "Manager", "manager")
    deliver(firm, message("u1", "<b>secret words</b>"))
    with scope(firm.id):
        delivery = queries.deliveries(firm.account)[0]
    path = f"{own(firm)}deliveries/{delivery.id}/"

    refused = browser(manager).get(path)
    shown = browser(firm.admin, **HTMX).get(path)

    assert refused.status_code == 403
    assert "&lt;b&gt;secret words" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    with scope(firm.id):
        entries = AuditEntry.objects.filter(action="channels.payload_seen")
        assert [(entry.actor_id, entry.changes) for entry in entries] == [(firm.admin.id, {"delivery": delivery.id})]


def test_delivery_of_another_account_is_not_found(firm):
    shop = another_account(firm)
    deliver(shop, message("u1", "hi"))
    with scope(firm.id):
        foreign = queries.deliveries(shop.account)[0].id

    assert browser(firm.admin).get(f"{own(firm)}deliveries/{foreign}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"since": ""}, 422, ""),
        ({"since": "yesterday"}, 422, "This is not a date and time"),
        ({"since": "2999-01-01T00:00"}, 422, "lies in the future"),
        ({"since": "2020-01-01T00:00"}, 422, "There is nothing to handle again"),
        ({"delivery": ["x", "-1"], "since": ""}, 422, ""),
    ],
)
def test_a_replay_of_nothing_is_refused_in_words(firm, data, status, sentence):
    response = browser(firm.admin).post(f"{own(firm)}deliveries/replay/", data)

    assert response.status_code == status
    assert sentence in words(response)
