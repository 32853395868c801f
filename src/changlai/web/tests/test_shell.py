"""Home, first steps, search and the error pages."""

import re

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from changlai.accounts.models import Member
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.kernel.tenancy import scope
from changlai.web import errors
from changlai.web.tests.twins import House, make_twin

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make_twin("hemu", "Kestrel")


def signed_in(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    client.force_login(member.user)
    return client


def test_home_is_the_first_page_one_may_open(house):
    client = signed_in(house.member)

    assert client.get("/o/hemu/")["Location"] == "/o/hemu/inbox/"
    assert client.session["organisation"] == "hemu"


def test_front_door_remembers_the_organisation_opened_last(house):
    make_member(make_organisation("muhe"), email=house.member.user.email or "")
    client = signed_in(house.member)
    assert client.get("/")["Location"] == "/organisations/"

    client.get("/o/muhe/")

    assert client.get("/")["Location"] == "/o/muhe/"


def test_front_door_of_an_empty_system_is_the_first_run():
    chain = Client().get("/", follow=True).redirect_chain

    assert chain[-1][0] == "/welcome/"


def test_first_steps_show_the_phone_only_beside_a_sandbox(house, settings):
    settings.SANDBOX_URL = ""
    without = signed_in(house.member).get("/o/hemu/start/").content.decode()
    settings.SANDBOX_URL = "http://127.0.0.1:9790"
    beside = signed_in(house.member).get("/o/hemu/start/").content.decode()

    assert "<iframe" not in without
    assert '<iframe src="http://127.0.0.1:9790/phone?lang=en"' in beside


def test_the_phone_comes_to_an_open_page_with_the_first_channel(house, settings):
    """The first run fills the demo company while its administrator already looks at the first steps."""
    settings.SANDBOX_URL = ""
    client = signed_in(house.member)
    [asks] = re.findall(r'id="steps" hx-get="([^"]+)"', client.get("/o/hemu/start/").content.decode())
    waiting = client.get(asks, headers={"HX-Request": "true"})
    settings.SANDBOX_URL = "http://127.0.0.1:9790"

    assert "HX-Refresh" not in waiting
    assert waiting["HX-Trigger"] == "live:counts"
    assert client.get(asks, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_first_steps_follow_the_rows(house):
    """The twin's customer has written and nobody has answered."""
    client = signed_in(house.member)
    before = client.get("/o/hemu/start/progress/").content.decode()

    client.post("/o/hemu/start/customer/")
    page = client.get("/o/hemu/start/").content.decode()

    done, total = map(int, before.split("/"))
    assert total > 0
    assert client.get("/o/hemu/start/progress/").content.decode() == f"{done + 1}/{total}"
    assert page.count('aria-current="step"') == 1


def test_steps_that_take_a_permission_are_not_shown_without_it(house):
    with scope(house.organisation.pk):
        viewer = make_member(house.organisation, "viewer")

    page = signed_in(viewer).get("/o/hemu/start/").content.decode()

    assert "Answer the customer" not in page


def test_checklist_put_away_stays_away_for_that_member(house):
    client = signed_in(house.member)

    response = client.post("/o/hemu/start/dismissal/")

    assert response["Location"] == "/o/hemu/inbox/"
    assert client.get("/o/hemu/start/progress/").content == b""
    assert signed_in(house.colleague).get("/o/hemu/start/progress/").content != b""
    assert client.get("/o/hemu/start/").status_code == 200


def test_unknown_step_is_missing(house):
    assert signed_in(house.member).post("/o/hemu/start/nothing/").status_code == 404


def test_palette_finds_pages_in_the_readers_language(house):
    def found(language: str, text: str) -> str:
        client = signed_in(house.member)
        client.cookies["changlai_language"] = language
        return client.get("/o/hemu/search/", {"q": text}, headers={"HX-Request": "true"}).content.decode()

    assert "/o/hemu/members/" in found("en", "colleag")
    assert "/o/hemu/members/" in found("zh-hans", "成员")
    assert "<html" not in found("en", "colleag")


def test_palette_hides_pages_one_may_not_open(house):
    page = signed_in(house.colleague).get("/o/hemu/search/", {"q": "token"}, headers={"HX-Request": "true"})

    assert "/settings/tokens/" not in page.content.decode()


@pytest.mark.parametrize("text", ["\x00", "%", "'", "\\", "<script>", "\u202e", "x" * 5000, "𠮷", "_"])
def test_palette_bears_any_text(house, text):
    response = signed_in(house.member).get("/o/hemu/search/", {"q": text})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_missing_page_says_what_to_do_and_gives_a_number(house):
    response = signed_in(house.member).get("/nothing/", headers={"x-request-id": "abcdefgh1234"})

    assert response.status_code == 404
    assert "abcdefgh1234" in response.content.decode()
    assert "Nothing here" in response.content.decode()


def test_broken_page_shows_no_stack(house, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inner life")

    monkeypatch.setattr("changlai.web.search._records", broken)

    response = signed_in(house.member).get("/o/hemu/search/")

    assert response.status_code == 500
    assert "the inner life" not in response.content.decode()
    assert "This page broke" in response.content.decode()


def test_database_that_is_away_is_a_503(house, monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("changlai.web.search._records", away)

    response = signed_in(house.member).get("/o/hemu/search/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_error_page_that_breaks_itself_is_still_an_answer(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "render", broken)

    response = errors.server_error(RequestFactory().get("/x/"))

    assert response.status_code == 500
    assert "稍后再试" in response.content.decode()


def test_form_from_an_old_page_is_refused_kindly(house):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    without_cookie = client.post("/sign-in/", {"account": "x", "password": "y"})
    client.get("/sign-in/")
    old_token = client.post("/sign-in/", {"account": "x", "password": "y", "csrfmiddlewaretoken": "a" * 64})

    assert (without_cookie.status_code, old_token.status_code) == (403, 403)
    assert "cookie" in without_cookie.content.decode()
    assert "Reload" in old_token.content.decode()


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/o/hemu/start/", "/nothing/", "/o/hemu/members/"])
def test_every_answer_carries_the_strict_policy(house, path):
    response = signed_in(house.member).get(path, follow=True)

    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"


def test_error_page_speaks_the_members_own_language(house):
    house.member.user.language = "en"
    house.member.user.save(update_fields=["language"])
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(house.member.user)

    page = client.get("/o/hemu/members/987654321/").content.decode()

    assert '<html lang="en"' in page
    assert "There is no such thing, or it is not yours to see." in page


def test_a_figure_is_asked_for_once_a_page_wherever_it_stands(house):
    html = signed_in(house.member).get("/o/hemu/inbox/?tab=all").content.decode()

    shown = re.findall(r'data-figure="([^"]+)"', html)
    asked = re.findall(r'data-figure="([^"]+)" hx-get="([^"]+)"', html)
    assert shown.count("/o/hemu/inbox/waiting/") == 3  # the group's row, the page's own line, the phone's bar
    assert sorted(asked) == sorted((one, one) for one in set(shown))
