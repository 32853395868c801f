"""What people do at the door."""

from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.accounts import queries
from changlai.accounts.models import Role
from changlai.kernel.tenancy import scope
from tests.support.house import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SETTINGS = {
    "corpid": "ww1234567890abcdef",
    "agentid": "1000002",
    "secret": "s" * 32,
    "kf_secret": "",
    "token": "t" * 24,
    "encoding_aes_key": "a" * 43,
    "welcome_text": "",
    "kf_welcome_text": "",
    "unionid_scope": "",
}


def pull_all() -> None:
    """Run the jobs there are, and those they order in turn: what is needed is tried first, then pulled."""
    for _ in range(3):
        work(["jobs"])


def rule(house, admin, door, arrivals, *, departments=()):
    with scope(house.pk):
        accounts.keep_door_rule(
            door=queries.door(door),
            arrivals=arrivals,
            role=Role.objects.get(slug="agent"),
            departments=departments,
            by=admin,
        )


def look(url: str) -> tuple[int, str, str]:
    """What the platform's page answers: status, place to go to, text."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept-Language": "en"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read().decode()


def scan(client: Client, door: str, userid: str, *, agent: str = "Mozilla") -> str:
    """Scan as this colleague; the address the browser is sent back to."""
    begun = client.get(f"/sign-in/at/hemu/{door}/", headers={"user-agent": agent})
    return agree(begun["Location"], userid)


def agree(page: str, userid: str) -> str:
    status, _place, text = look(page)
    assert status == 200, text
    links = [unescape(part.split('"')[0]) for part in text.split('href="')[1:] if part.startswith("/wwlogin")]
    mine = next(link for link in links if parse_qs(link, keep_blank_values=True)["userid"] == [userid])
    parts = urlsplit(page)
    return look(f"{parts.scheme}://{parts.netloc}{mine}")[1].removeprefix(django_settings.PUBLIC_URL)
