"""The visitors' door is public: what strangers try at it."""

import json

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels.adapters.webchat.tests import support as webchat
from changlai.channels.models import Delivery, Tally
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from tests.edge.visitor import PNG, Page, connect
from tests.support.house import Firm, found_firm, settle
from tests.support.patience import until

MANY = 500  # messages of a flood


def refused(firm: Firm, reason: str) -> int:
    """How often the health page counts this reason, which is written down within a second."""

    def count() -> int:
        with scope(firm.id):
            return sum(Tally.objects.filter(outcome="refused", reason=reason).values_list("count", flat=True))

    until(count)
    return count()


def test_nobody_reads_a_talk_without_its_session(page, server, account, firm):
    page.enter()
    page.say("我的地址是未来科技城 1 号")
    settle()
    stranger = Page(server, account)
    stranger.enter()

    assert stranger.told["lines"] == []
    assert stranger.call("lines").body == b'{"lines":[]}'
    stranger.told["session"] = stranger.told["pass"]
    for name in ("lines", "stream"):
        assert stranger.call(name).status == 403
    assert refused(firm, "bad_signature") >= 1


def test_session_of_one_organisation_is_none_of_another(page, server, firm):
    other = found_firm("rival", "另一家")
    account = connect(other)
    page.enter()
    stranger = Page(server, account)
    stranger.told = page.told

    assert stranger.say("我是谁").status == 403
    with scope(other.id):
        assert not Delivery.objects.exists()


def test_foreign_sites_and_foreign_origins_are_turned_away(page, firm):
    body = {"site": "https://evil.example"}

    assert page.call("entrance", body).status == 403
    assert page.call("entrance", {"site": webchat.SITE}, origin="https://evil.example").status == 403
    policy = page.call("").headers["content-security-policy"]
    assert policy.endswith(f"{webchat.SITE}")
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("claims", "secret", "reason"),
    [
        ({}, "another secret of twenty-four letters", "bad_signature"),
        ({"exp": 1}, webchat.SECRET, "old_identity"),
        ({"exp": 4_000_000_000}, webchat.SECRET, "old_identity"),
        ({"sub": ""}, webchat.SECRET, "bad_identity"),
    ],
)
def test_identity_that_nobody_signed_or_that_is_old_is_refused(page, firm, claims, secret, reason):
    known = {"sub": "user-42", "exp": int(timezone.now().timestamp()) + 60} | claims

    refused = page.call("entrance", {"site": webchat.SITE, "identity": webchat.jwt(known, secret)})

    assert (refused.status, json.loads(refused.body)) == (403, {"error": reason})
    with scope(firm.id):
        assert not Customer.objects.exists()


def test_dangerous_file_is_refused_in_the_visitors_language(page, firm):
    page.enter()

    refused = page.call("files", b"<script>alert(1)</script>", x_file_name="a.html", x_language="en")

    assert refused.status == 422
    assert "program or a web page" in json.loads(refused.body)["sentence"]


def test_file_of_somebody_else_goes_into_no_message(page, server, account, firm):
    page.enter()
    kept = json.loads(page.call("files", PNG).body)["file"]
    stranger = Page(server, account)
    stranger.enter()

    assert stranger.say("", file=kept).status == 403


def test_flood_of_one_visitor_is_stopped_and_counted(page, firm):
    page.enter()

    statuses = [page.say(f"刷屏 {n}", n).status for n in range(1, 11)]
    while statuses[-1] == 200 and len(statuses) < MANY:  # on a slow machine the bucket fills while it is emptied
        statuses.append(page.say("刷屏", len(statuses) + 1).status)

    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429
    assert refused(firm, "too_often") >= 1


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "id": "client-0001"},
        {"type": "message", "id": "short", "text": "x"},
        {"type": "message", "id": "client-0001", "text": "x" * 4001},
        {"type": "order", "id": "client-0001", "text": "x"},
        {"type": "message", "id": "client-0001", "text": "a\0b"},
        {"type": "pages", "id": "client-0001", "pages": [{"url": "javascript:alert(1)"}]},
        {"type": "seen", "id": "client-0001", "thread": 1, "number": 3},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(page, firm, event):
    page.enter()

    assert page.call("events", {"events": [event]}).status == 400
    with scope(firm.id):
        assert not Delivery.objects.exists()


def test_unknown_and_switched_off_accounts_have_no_door(page, account, firm):
    with scope(firm.id):
        channels.switch(account=account, on=False, by=firm.admin)

    until(lambda: page.call("").status == 404)
    page.path = "/visit/" + "0" * 40
    assert page.call("").status == 404
