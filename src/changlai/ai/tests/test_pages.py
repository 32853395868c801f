"""The language model on screen and for programs: its key is never shown, and it stays off until somebody says so."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from changlai.ai import actions, queries
from changlai.ai.actions import ModelWish
from changlai.ai.enums import Asks
from changlai.ai.errors import BadAddress, KeyAgain
from changlai.ai.models import LanguageModel
from changlai.kernel import db
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, hire
from tests.support.programs import program, send
from tests.support.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "/o/hemu/settings/language-model/"
KEY = "sk-secret-of-hemu"
ADDRESS = "https://api.deepseek.com/v1"
GIVEN = {"address": ADDRESS, "model": "deepseek-chat", "key": KEY, "asks": "uncertain", "budget": "500000"}
HOSTILE = "<script>x</script>\u202e"
ENTRY = {"n": 0, "sentiment": "negative", "chance": 0.93, "intent": "complaint", "urgency": "soon"}


@pytest.fixture
def firm():
    return found_firm()


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def kept(firm) -> LanguageModel:
    with scope(firm.id):
        return LanguageModel.objects.get()


def audited(firm) -> list[str]:
    with scope(firm.id):
        return [one.action for one in AuditEntry.objects.filter(action__startswith="ai.").order_by("id")]


def test_it_is_set_up_off_and_its_key_is_never_shown(firm):
    admin = browser(firm.admin)
    empty = admin.get(HERE)

    saved = admin.post(HERE, GIVEN | {"price_read": "2", "price_written": "8.5"})
    shown = admin.get(HERE)
    again = admin.post(HERE, GIVEN | {"key": "", "budget": "600000", "price_written": "8.50"})

    model = kept(firm)
    assert ("Not set up" in words(empty), saved.status_code, again.status_code) == (True, 302, 302)
    assert (model.key, model.is_on, model.budget, model.price_written) == (KEY, False, 600_000, 850)
    assert KEY not in shown.text
    assert "Off" in words(shown)
    assert audited(firm) == ["ai.model_set", "ai.model_set"]
    with scope(firm.id):
        told = [one.changes for one in AuditEntry.objects.filter(action="ai.model_set").order_by("id")]
        assert db.value("select key like %s from ai_languagemodel", (f"%{KEY}%",)) is False
    assert KEY not in json.dumps(told)
    assert (told[0]["new_key"], told[1]) == (True, {"budget": [500_000, 600_000], "price_read": [200, 0]})


def test_it_is_switched_and_removed(firm):
    admin = browser(firm.admin)
    admin.post(HERE, GIVEN)

    admin.post(f"{HERE}switch/", {"is_on": "1"})
    is_on = kept(firm).is_on
    with scope(firm.id):
        asks = queries.asks_elsewhere(), queries.may_ask(timezone.now())
    admin.post(f"{HERE}removal/")

    assert (is_on, asks) == (True, (Asks.UNCERTAIN, True))
    with scope(firm.id):
        assert (queries.language_model(), queries.asks_elsewhere()) == (None, None)
    assert audited(firm) == ["ai.model_set", "ai.model_switched", "ai.model_removed"]
    assert admin.post(f"{HERE}switch/", {"is_on": "1"}).status_code == 409


@pytest.mark.parametrize(
    "address",
    [
        "api.deepseek.com",
        "http://api.deepseek.com/v1",
        "https://u:p@x.example/v1",
        "https://x.example/v1?a=1",
        "https://x y",
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_in_words(firm, address):
    refused = browser(firm.admin).post(HERE, GIVEN | {"address": address})

    assert refused.status_code == 422
    assert "This is no address we can ask" in words(refused)
    with scope(firm.id):
        assert LanguageModel.objects.count() == 0


def test_the_key_goes_only_where_it_was_meant_for(firm):
    admin = browser(firm.admin)
    admin.post(HERE, GIVEN)

    refused = admin.post(HERE, GIVEN | {"address": "https://elsewhere.example/v1", "key": ""})

    assert refused.status_code == 422
    assert "the key has to be entered again" in words(refused)
    assert kept(firm).address == ADDRESS


def test_a_trial_shows_what_left_and_what_came_back(firm, settings):
    admin = browser(firm.admin)
    with receiving(settings) as elsewhere:
        usage = {"prompt_tokens": 300, "completion_tokens": 50}
        content = json.dumps({"posts": [ENTRY]})
        elsewhere.answers = [200, 429]
        elsewhere.says = json.dumps({"choices": [{"message": {"content": content}}], "usage": usage})
        with scope(firm.id):
            wish = ModelWish(elsewhere.url, "m", KEY, price_read=200, price_written=800)
            actions.set_model(wish=wish, by=firm.admin)
        tried = admin.post(f"{HERE}trial/", {"text": "我叫王小明，13800138000，坏了"})
        elsewhere.says = json.dumps({"error": {"message": HOSTILE}})
        failed = admin.post(f"{HERE}trial/", {"text": "坏了"})

    assert tried.status_code == 200
    shown = words(tried)
    assert all(one in shown for one in ("Negative", "93 % sure", "我叫[name]，[phone]，坏了", "350", "0.100 fen"))
    assert ("王小明" in shown.replace("我叫王小明，13800138000，坏了", ""), len(elsewhere.got)) == (False, 2)
    assert "It is busy or out of order" in words(failed)
    assert "<script>x" not in failed.text
    with scope(firm.id):
        use = queries.use_of(timezone.now())
    assert (use.calls, use.tokens, use.judged, use.cost) == (2, 350, 1, 300 * 200 + 50 * 800)
    assert kept(firm).failure == "busy"


def test_only_who_may_manages_it(firm):
    viewer, manager = hire(firm, "看客", "viewer"), hire(firm, "经理", "manager")

    assert [browser(one).get(HERE).status_code for one in (viewer, manager)] == [403, 403]
    assert browser(manager).post(f"{HERE}trial/", {"text": "x"}).status_code == 403


def test_programs_do_the_same(firm):
    client = program(firm.admin)
    missing = send(client, "GET", "/language-model")

    given = {"address": ADDRESS, "model": "m", "key": KEY, "asks": "all", "budget": 200_000}
    made = send(client, "PUT", "/language-model", given)
    moved = send(client, "PUT", "/language-model", given | {"key": "", "address": "https://elsewhere.example"})
    switched = send(client, "PUT", "/language-model/switch", {"is_on": True})
    gone = send(client, "DELETE", "/language-model")

    assert (missing.status_code, missing.json()["rule"]) == (409, "ai.nothing_set")
    assert (made.status_code, made.json()["has_key"], made.json()["is_on"]) == (200, True, False)
    assert KEY not in made.text
    assert (moved.status_code, moved.json()["rule"]) == (422, "ai.key_again")
    assert (switched.json()["is_on"], switched.json()["use"]["tokens"], gone.status_code) == (True, 0, 204)


def test_an_organisation_sees_nothing_of_anothers(firm):
    other = found_firm("other", "别家")
    with scope(firm.id):
        actions.set_model(wish=ModelWish(ADDRESS, "m", KEY), by=firm.admin)

    with scope(other.id):
        assert queries.language_model() is None
        with pytest.raises(BadAddress):
            actions.set_model(wish=ModelWish("ftp://x", "m", KEY), by=other.admin)
        actions.set_model(wish=ModelWish("https://b.example", "m", "k"), by=other.admin)
        with pytest.raises(KeyAgain):
            actions.set_model(wish=ModelWish("https://c.example", "m"), by=other.admin)

    assert kept(firm).key == KEY
