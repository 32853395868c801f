"""The switch of all sending: its page, the word on every page, the API."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from changlai.accounts.models import Organisation
from changlai.channels.models import Outbox
from changlai.channels.tests.platform import queue
from changlai.compliance import actions
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import Firm, found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

PAGE = "/o/hemu/settings/sending/"
INBOX = "/o/hemu/inbox/"
API = "/api/v1/organisation/sending"


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


def banner(response) -> str:
    found = re.search(r'<div class="cl-banners".*?</div></div>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


def freeze(firm: Firm, reason: str = "restored from a backup") -> None:
    with scope(firm.id):
        actions.freeze(organisation=firm.organisation, reason=reason, by=firm.admin, now=timezone.now())


def is_frozen(firm: Firm) -> bool:
    return Organisation.objects.get(pk=firm.id).sending_frozen_at is not None


def states(firm: Firm) -> list[str]:
    with scope(firm.id):
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def test_administrator_stops_sending_and_everybody_reads_why(firm):
    admin, agent = browser(firm.admin), browser(hire(firm, "Chen", "agent"))

    before = banner(admin.get(INBOX))
    stopped = admin.post(f"{PAGE}freeze/", {"reason": "wrong price list"})
    of_admin, of_agent = banner(admin.get(INBOX)), banner(agent.get(INBOX))

    assert (before, stopped.status_code, stopped["Location"]) == ("", 302, PAGE)
    assert "Sending is stopped: wrong price list" in of_admin
    assert f'href="{PAGE}"' in of_admin
    assert "Sending is stopped: wrong price list" in of_agent
    assert f'href="{PAGE}"' not in of_agent


def test_page_says_what_waits_and_lets_it_go(firm):
    queue(firm, "a", "b")
    queue(firm, "c", thread=2)
    freeze(firm)
    admin = browser(firm.admin)

    page = words(admin.get(PAGE))
    undecided = admin.post(f"{PAGE}release/", {})
    still = is_frozen(firm)
    resumed = admin.post(f"{PAGE}release/", {"waiting": "cancel"})

    assert "Waiting messages 3 In conversations 2" in page
    assert "Stopped by 孟佳" in page
    assert (undecided.status_code, still) == (422, True)
    assert "Choose what becomes of the messages that wait." in words(undecided)
    assert (resumed.status_code, is_frozen(firm)) == (302, False)
    assert states(firm) == ["failed"] * 3
    assert "Messages leave as usual." in words(admin.get(PAGE))


def test_second_who_resumes_finds_it_decided(firm):
    queue(firm, "a")
    freeze(firm)
    admin = browser(firm.admin)

    admin.post(f"{PAGE}release/", {"waiting": "send"})
    second = admin.post(f"{PAGE}release/", {"waiting": "cancel"})

    assert second.status_code == 409
    assert states(firm) == ["queued"]


def test_stop_without_a_reason_is_refused(firm):
    answer = browser(firm.admin).post(f"{PAGE}freeze/", {"reason": "  "})

    assert (answer.status_code, is_frozen(firm)) == (422, False)


@pytest.mark.parametrize("role", ["manager", "agent", "viewer"])
def test_only_administrators_reach_the_switch(firm, role):
    other = browser(hire(firm, "Chen", role))

    answers = [other.get(PAGE), other.post(f"{PAGE}freeze/", {"reason": "x"}), other.post(f"{PAGE}release/", {})]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not is_frozen(firm)


def test_reason_of_one_organisation_is_nobody_elses(firm):
    other = found_firm("bieke", "别家")
    freeze(firm, "secret of hemu")

    assert banner(browser(other.admin).get("/o/bieke/inbox/")) == ""
    assert not is_frozen(other)


def test_program_stops_and_resumes(firm):
    queue(firm, "a")
    ours = program(firm.admin)

    running = ours.get(API).json()
    stopped = ours.put(f"{API}/freeze", {"reason": "wrong price list"}, content_type="application/json").json()
    resumed = ours.post(f"{API}/release", {"waiting": "cancel"}, content_type="application/json").json()
    again = ours.post(f"{API}/release", {"waiting": "cancel"}, content_type="application/json")

    assert (running["freeze"], running["waiting"]) == (None, 1)
    assert (stopped["freeze"]["reason"], stopped["freeze"]["by"], stopped["waiting"]) == ("wrong price list", "孟佳", 1)
    assert (resumed["freeze"], resumed["waiting"], resumed["oldest"]) == (None, 0, None)
    assert (again.status_code, again.json()["rule"]) == (409, "accounts.not_frozen")


def test_program_of_an_agent_may_look_but_not_touch(firm):
    theirs = program(hire(firm, "Chen", "agent"))

    answers = [
        theirs.get(API),
        theirs.put(f"{API}/freeze", {"reason": "x"}, content_type="application/json"),
        theirs.post(f"{API}/release", {"waiting": "send"}, content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert not is_frozen(firm)
