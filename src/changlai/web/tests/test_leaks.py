"""No page, fragment or API answer of one organisation shows a row of another."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from changlai.web.tests.test_pages import INSIDE, Address
from changlai.web.tests.twins import House, make_twin

pytestmark = pytest.mark.django_db

OURS, THEIRS = "Kestrel", "Marigold"
MISSING, UNPROCESSABLE = 404, 422
BURST = 50  # addresses, two calls each
READ = [address for address in INSIDE if "GET" in address.view.page.methods]


@pytest.fixture
def twins() -> tuple[House, House]:
    return make_twin("hemu", OURS), make_twin("muhe", THEIRS)


def path_of(address: Address, ids: dict[str, int]) -> str:
    """The page's path with these ids in it; unknown names keep the number that belongs to nothing."""
    path = address.path
    for name in address.names:
        if name in ids:
            path = path.replace("987654321", str(ids[name]), 1)
        else:
            path = path.replace("987654321", "1", 1) if name == "number" else path
    return path


def signed_in(house: House) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.member.user)
    return client


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_no_page_shows_the_other_organisation(twins, headers):
    ours, _theirs = twins
    client, shown = signed_in(ours), 0

    for address in READ:
        response = client.get(path_of(address, ours.ids), headers=headers)
        text = b"".join(response) if response.streaming else response.content
        assert THEIRS.encode() not in text, address
        assert response.status_code < 500, address
        shown += OURS.encode() in text

    assert shown > 5  # the look-alike rows are really on screen


def test_ids_of_the_other_organisation_lead_nowhere(twins):
    ours, theirs = twins
    client = signed_in(ours)
    with_ids = [address for address in INSIDE if set(address.names) & set(theirs.ids)]

    for address in with_ids:
        path = path_of(address, theirs.ids)
        if "GET" in address.view.page.methods:
            assert client.get(path).status_code == MISSING, address
        if "POST" in address.view.page.methods:
            assert client.post(path).status_code in {MISSING, UNPROCESSABLE}, address

    assert len(with_ids) > 5


@pytest.mark.parametrize("text", [THEIRS, "Customer", "Hello", "+8613800138000"])
def test_search_finds_own_records_only(twins, text):
    response = signed_in(twins[0]).get("/o/hemu/search/", {"q": text}, headers={"HX-Request": "true"})

    assert THEIRS not in response.content.decode().replace(f"“{THEIRS}”", "").replace(f"?q={THEIRS}", "")


def test_no_operation_of_the_api_answers_about_the_other_organisation(twins):
    ours, theirs = twins
    paths = list(api_paths())

    for at, path in enumerate(paths):
        if at % BURST == 0:  # a token of its own for every so many calls: each has its limit
            client = Client(headers={"authorization": f"Bearer {ours.fresh_token()}", "accept-language": "en"})
        own, foreign = client.get(fill(path, ours.ids)), client.get(fill(path, theirs.ids))
        assert THEIRS.encode() not in own.content + foreign.content, path
        if "<" in path and own.status_code < 400:
            assert foreign.status_code == MISSING, path

    assert len(paths) > 3


def api_paths(resolver: URLResolver | None = None, before: str = "/"):
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from api_paths(entry, here)
        elif here.startswith("/api/") and "openapi" not in here:
            yield here


def fill(path: str, ids: dict[str, int]) -> str:
    return re.sub(r"<\w+:(\w+)>", lambda found: str(ids.get(found[1], 987654321)), path)
