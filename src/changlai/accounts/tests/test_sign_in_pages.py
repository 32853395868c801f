"""Signing in and first run, as a browser meets them."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from changlai.accounts import actions, demo
from changlai.accounts.models import Member, Organisation, User
from changlai.accounts.tests.factories import PASSWORD, browser, make_member, make_organisation, signed_in
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def member() -> Member:
    return make_member(make_organisation("hemu"), name="Meng Jia", email="mengjia@hemu.example", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"account": "mengjia@hemu.example", "password": password, **more})


def session_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_sign_in_leads_back_to_the_page_that_was_asked_for(member):
    client = browser()
    refused = client.get("/o/hemu/members/?x=1")

    landed = sign_in(client, next="/o/hemu/members/?x=1")

    assert refused["Location"] == "/sign-in/?next=%2Fo%2Fhemu%2Fmembers%2F%3Fx%3D1"
    assert (landed.status_code, landed["Location"]) == (302, "/o/hemu/members/?x=1")
    assert session_of(client) == str(member.user.pk)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "x"])
def test_sign_in_leads_nowhere_else(member, target):
    assert sign_in(browser(), next=target)["Location"] == "/"


def test_wrong_password_says_so_and_signs_nobody_in(member):
    client = browser()

    response = sign_in(client, "wrong password")

    assert response.status_code == 422
    assert "The account or the password is not right." in response.content.decode()
    assert "wrong password" not in response.content.decode()
    assert session_of(client) is None


def test_too_many_attempts_say_how_long(member):
    client = browser()
    for _ in range(6):
        sign_in(client, "wrong password")

    response = sign_in(client)

    assert response.status_code == 429
    assert 890 <= int(response["Retry-After"]) <= 900
    assert "15 minutes" in response.content.decode()


def test_sign_in_changes_the_session_and_marks_the_device(member):
    client = browser()
    client.get("/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key or ""
    client.cookies["changlai_sid"] = before

    response = sign_in(client, remember="on")

    assert client.cookies["changlai_sid"].value != before
    assert client.cookies["changlai_sid"]["max-age"] == 14 * 86_400
    assert client.cookies["changlai_device"]["httponly"] is True
    assert response.status_code == 302


def test_link_waits_for_a_click(member):
    url = urlsplit(actions.issue_sign_in_link(user=member.user, organisation=Organisation.objects.get())).path
    preview, client, late = browser(), browser(), browser()

    seen, used, again = preview.get(url), client.post(url), late.post(url)

    assert (seen.status_code, seen["Referrer-Policy"]) == (200, "strict-origin")
    assert (used.status_code, session_of(client)) == (302, str(member.user.pk))
    assert (again.status_code, session_of(late)) == (410, None)
    assert "no longer works" in again.content.decode()


def test_sign_out_takes_a_form(member):
    client = signed_in(member)

    client.get("/sign-out/")
    assert session_of(client)

    client.post("/sign-out/")
    assert session_of(client) is None


def test_fragment_of_an_ended_session_moves_the_whole_page(member):
    response = browser().get(
        "/o/hemu/members/", headers={**HTMX, "HX-Current-URL": "http://testserver/o/hemu/inbox/?tab=all"}
    )

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fo%2Fhemu%2Finbox%2F%3Ftab%3Dall"
    assert response.content == b""


def test_first_run_page_makes_the_organisation_and_signs_in():
    client = browser()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/welcome/"
    url = urlsplit(actions.first_run_url())
    page = client.get(f"{url.path}?{url.query}")
    assert page.status_code == 200
    given = {
        "token": url.query.removeprefix("token="),
        "organisation": "禾木家居",
        "name": "孟佳",
        "account": "mengjia@hemu.example",
        "password": PASSWORD,
        "language": "en",
        "time_zone": "Asia/Shanghai",
        "start_with": "empty",
    }

    weak = client.post("/welcome/", {**given, "password": "mengjia@hemu"})
    wrong = client.post("/welcome/", {**given, "token": "x"})
    done = client.post("/welcome/", given)

    slug = Organisation.objects.get().slug
    assert (weak.status_code, wrong.status_code, done.status_code) == (422, 422, 302)
    assert "set-up token is not valid" in wrong.content.decode()
    assert done["Location"] == f"/o/{slug}/start/"
    assert session_of(client) == str(User.objects.get().pk)
    assert browser().get("/welcome/")["Location"] == "/sign-in/"


def test_first_run_fills_with_demo_data_on_request(settings, monkeypatch):
    settings.SANDBOX_URL = "http://127.0.0.1:9790"
    filled: list[tuple[int, int]] = []
    monkeypatch.setattr(demo, "begin", lambda _fill, **ids: filled.append((ids["organisation_id"], ids["member_id"])))
    url = urlsplit(actions.first_run_url())
    given = {
        "token": url.query.removeprefix("token="),
        "organisation": "Hemu",
        "name": "Meng",
        "account": "13800138000",
        "password": PASSWORD,
        "language": "en",
        "time_zone": "UTC",
        "start_with": "demo",
    }

    browser().post("/welcome/", given)

    member = User.objects.get().memberships
    with scope(Organisation.objects.get().pk):
        assert filled == [(Organisation.objects.get().pk, member.get().pk)]


@pytest.mark.parametrize(("url", "found"), [("", False), ("http://127.0.0.1:9790", True)])
def test_demo_data_need_a_sandbox(settings, url, found):
    settings.SANDBOX_URL = url

    assert (demo.filler() is not None) == found


def test_demo_data_that_fail_are_reported_and_harm_nothing(caplog):
    def broken(_organisation_id: int, _member_id: int) -> None:
        raise RuntimeError("the sandbox has gone")

    demo.begin(broken, organisation_id=1, member_id=2).join()

    assert "accounts.demo_failed" in caplog.text
