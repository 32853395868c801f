"""Webhooks on screen and for programs."""

import re

import pytest
from django.test import Client
from django.utils import timezone, translation

from changlai.integrations import actions
from changlai.integrations.models import Delivery, Endpoint, Try
from changlai.integrations.wording import why_no_answer
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/settings/webhooks/"
API = "/api/v1/webhooks"
JSON = "application/json"
URL = "https://erp.example/hook"
GIVEN = {"name": "ERP", "url": URL, "topics": ["message.received"]}


@pytest.fixture
def firm():
    return found_firm()


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def endpoint(firm) -> Endpoint:
    with scope(firm.id):
        return actions.create(url=URL, name="ERP", topics=[], by=firm.admin, now=timezone.now())


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_secret_is_shown_once(firm):
    admin = browser(firm.admin)

    made = admin.post(f"{HOME}new/", GIVEN)
    with scope(firm.id):
        hooked = Endpoint.objects.get()
    again = admin.get(f"{HOME}{hooked.pk}/")

    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert hooked.secret in made.content.decode()
    assert "whsec_" not in again.content.decode()
    with scope(firm.id):
        entry = AuditEntry.objects.get(action="integrations.webhook.created")
    assert "whsec_" not in str(entry.changes)


def test_wrong_address_is_said_on_the_form(firm):
    answer = browser(firm.admin).post(f"{HOME}new/", {**GIVEN, "url": "https://user:pw@erp.example/"})

    assert answer.status_code == 422
    assert "is no address we can send to" in words(answer)
    with scope(firm.id):
        assert Endpoint.objects.count() == 0


def test_endpoint_is_changed_switched_pinged_and_removed(firm):
    hooked, admin = endpoint(firm), browser(firm.admin)
    here = f"{HOME}{hooked.pk}/"

    changed = admin.post(here, {**GIVEN, "name": "Shop", "topics": []})
    pinged = admin.post(f"{here}pings/")
    log = words(admin.get(here))
    off = admin.post(f"{here}switch/", {"is_on": "0"})
    refused = admin.post(f"{here}pings/")
    on = admin.post(f"{here}switch/", {"is_on": "1"})
    again = admin.post(f"{here}replays/", {"hours": "24"})
    removed = admin.post(f"{here}removal/")

    assert [one.status_code for one in (changed, pinged, off, refused, on, again, removed)] == [302] * 3 + [409] + [
        302
    ] * 3
    assert "ping Waiting" in log
    assert again["Location"].endswith("?replayed=1")
    with scope(firm.id):
        assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def test_delivery_shows_its_body_and_is_sent_again(firm):
    hooked, admin = endpoint(firm), browser(firm.admin)
    with scope(firm.id):
        delivery = actions.ping(endpoint=hooked, by=firm.admin, now=timezone.now())

    shown = admin.get(f"{HOME}deliveries/{delivery.pk}/")
    again = admin.post(f"{HOME}deliveries/{delivery.pk}/replays/")

    assert "It has not been tried yet." in words(shown)
    assert "ping" in words(shown)
    assert again.status_code == 302


def test_nobody_else_reaches_them(firm):
    hooked, other = endpoint(firm), found_firm("bieke", "别家")
    agent = browser(hire(firm, "Chen", "agent"))
    stranger = browser(other.admin)

    assert [agent.get(HOME).status_code, agent.get(f"{HOME}{hooked.pk}/").status_code] == [403, 403]
    assert stranger.get(f"/o/bieke/settings/webhooks/{hooked.pk}/").status_code == 404
    assert program(other.admin, "en").get(f"{API}/{hooked.pk}").status_code == 404


def test_program_does_all_of_it(firm):
    ours = program(firm.admin, "en")

    topics = ours.get("/api/v1/webhook-topics").json()
    made = ours.post(API, GIVEN, content_type=JSON)
    here = f"{API}/{made.json()['id']}"
    listed = ours.get(API).json()
    changed = ours.put(here, {**GIVEN, "topics": []}, content_type=JSON).json()
    rotated = ours.post(f"{here}/secret").json()
    pinged = ours.post(f"{here}/pings")
    one = ours.get(f"/api/v1/webhook-deliveries/{pinged.json()['id']}").json()
    replayed = ours.post(f"/api/v1/webhook-deliveries/{pinged.json()['id']}/replays").json()
    off = ours.put(f"{here}/switch", {"is_on": False}, content_type=JSON).json()
    on = ours.put(f"{here}/switch", {"is_on": True}, content_type=JSON).json()
    again = ours.post(f"{here}/replays", {"since": "2026-01-01T00:00:00Z"}, content_type=JSON).json()
    deliveries = ours.get(f"{here}/deliveries").json()
    removed = ours.delete(here)

    assert "message.received" in [topic["slug"] for topic in topics]
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    assert ("secret" in listed["items"][0], changed["topics"]) == (False, [])
    assert rotated["secret"] != made.json()["secret"]
    assert (one["topic"], one["tries"], replayed["state"]) == ("ping", [], "waiting")
    assert (off["disabled"], on["disabled"], again["count"]) == ("by_hand", "", 1)
    assert ([row["id"] for row in deliveries["items"]], deliveries["next"]) == ([pinged.json()["id"]], None)
    assert removed.status_code == 204


def test_program_hears_what_is_wrong(firm):
    ours = program(firm.admin, "en")

    address = ours.post(API, {**GIVEN, "url": "gopher://x"}, content_type=JSON)
    topic = ours.post(API, {**GIVEN, "topics": ["nonsense"]}, content_type=JSON)

    assert (address.status_code, address.json()["rule"]) == (422, "integrations.bad_address")
    assert (topic.status_code, topic.json()["rule"]) == (422, "integrations.unknown_topics")


@pytest.mark.parametrize(
    ("error", "words"),
    [("timeout", "took longer than 15 s"), ("tls", "certificate"), ("no_connection", "could not be reached")],
)
def test_why_there_was_no_answer_is_told_in_words(error, words):
    with translation.override("en"):
        assert words in why_no_answer(Try(status=None, error=error))
        assert why_no_answer(Try(status=500, error="")) == ""
