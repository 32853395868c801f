import pytest
from django.test import Client

from changlai.ui import preferences
from changlai.ui.preferences import Preferences

pytestmark = pytest.mark.urls("changlai.ui.tests.urls")


@pytest.fixture
def client() -> Client:
    return Client()


def test_choices_are_read_and_nonsense_is_not(rf):
    rf.cookies.load({"changlai_language": "en", "changlai_theme": "dark", "changlai_nav": "slim"})
    chosen = preferences.read(rf.get("/"))
    rf.cookies.load({"changlai_language": "../../etc", "changlai_theme": "<b>", "changlai_nav": ""})

    assert chosen == Preferences(language="en", theme="dark", navigation="slim")
    assert preferences.read(rf.get("/")) == Preferences()


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9", "zh-hans"), ("fr", "zh-hans"), ("", "zh-hans")],
)
def test_the_browser_says_the_language_until_one_is_chosen(rf, accepts, language):
    assert preferences.language_of(rf.get("/", headers={"accept-language": accepts})) == language


def test_a_choice_outlives_the_browser_s_wish(rf):
    rf.cookies.load({"changlai_language": "en"})

    assert preferences.language_of(rf.get("/", headers={"accept-language": "zh-CN"})) == "en"


def test_saving_sets_a_cookie_and_goes_back(client):
    answer = client.post("/preferences/", {"theme": "dark", "next": "/o/hemu/desk/?tab=all"})

    assert (answer.status_code, answer["Location"]) == (302, "/o/hemu/desk/?tab=all")
    cookie = answer.cookies["changlai_theme"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"], cookie["max-age"]) == (
        "dark",
        "Lax",
        True,
        31_536_000,
    )
    assert set(answer.cookies) == {"changlai_theme"}


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x", ""]
)
def test_saving_never_leads_out_of_the_house(client, way):
    assert client.post("/preferences/", {"language": "en", "next": way})["Location"] == "/"


def test_an_unknown_choice_is_not_kept(client):
    answer = client.post("/preferences/", {"language": "xx", "theme": "pink", "navigation": "huge"})

    assert dict(answer.cookies) == {}


def test_a_script_gets_no_page(client):
    answer = client.post("/preferences/", {"navigation": "slim"}, headers={"X-Requested-With": "fetch"})

    assert (answer.status_code, answer.cookies["changlai_nav"].value) == (204, "slim")


def test_looking_changes_nothing(client):
    answer = client.get("/preferences/", {"theme": "dark"})

    assert (answer.status_code, dict(answer.cookies)) == (405, {})


def test_a_form_of_another_site_is_refused():
    assert Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "dark"}).status_code == 403


def test_pages_speak_the_visitor_s_language(client, settings):
    settings.DEVELOPMENT = True

    chinese = client.get("/ui/", headers={"accept-language": "zh-CN"})
    english = client.get("/ui/", headers={"accept-language": "en"})

    assert '<html lang="zh-CN"' in chinese.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(english["Vary"].split(", "))


def test_the_gallery_is_for_developers_and_people_who_signed_in(client, settings):
    settings.DEVELOPMENT = False

    answer = client.get("/ui/")

    assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_URL)
