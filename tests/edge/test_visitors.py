"""The visitors' door: public and hostile outside, as safe as callbacks inside."""

import json
from typing import Any

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels.adapters.webchat.tests import support as webchat
from changlai.channels.models import Account, Delivery, Line, Tally
from changlai.customers.models import Customer, Identity
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Draft
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.edge.server import until
from tests.edge.visitor import Page
from tests.support.house import Firm, found_firm, settle, work

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def connect(firm: Firm, **settings: Any) -> Account:
    kept = {name: value for name, value in webchat.SETTINGS.items() if name != "account_id"}
    with scope(firm.id):
        return channels.connect(channel="webchat", name="官网", settings=kept | settings, by=firm.admin)


def answer(firm: Firm, text: str) -> None:
    with scope(firm.id):
        conversation = Conversation.objects.select_related("account").get(state="open")
        inbox.send_reply(conversation=conversation, draft=Draft(text), by=firm.admin, now=timezone.now())
    work(["outbox"])


def refusals(firm: Firm) -> dict[str, int]:
    with scope(firm.id):
        found: dict[str, int] = {}
        for reason, count in Tally.objects.filter(outcome="refused").values_list("reason", "count"):
            found[reason] = found.get(reason, 0) + count
        return found


@pytest.fixture
def account(firm) -> Account:
    return connect(firm)


@pytest.fixture
def page(server, account) -> Page:
    return Page(server, account)


def test_message_is_stored_before_it_is_answered_and_counts_once(page, firm):
    page.enter()

    answers = [page.say("在吗？", 1), page.say("在吗？", 1), page.say("有人吗", 2)]

    assert [one.status for one in answers] == [200] * 3
    with scope(firm.id):
        assert Delivery.objects.filter(kind="visit.message").count() == 2
    settle()
    with scope(firm.id):
        assert [m.text for m in Message.objects.order_by("id")] == ["在吗？", "有人吗"]
        assert [(line.number, line.is_ours) for line in Line.objects.order_by("number")] == [(1, False), (2, False)]


def test_answer_reaches_the_open_page_and_one_that_comes_back(page, firm):
    page.enter()
    page.say("在吗？")
    settle()

    with page.listen() as stream:
        first = stream.event()
        answer(firm, "在的")
        second = stream.event()
    with page.listen(last=first["id"]) as again:
        third = again.event()

    lines = [json.loads(event["data"]) for event in (first, second, third)]
    assert [(line["n"], line["us"], line["text"]) for line in lines] == [
        (1, False, "在吗？"),
        (2, True, "在的"),
        (2, True, "在的"),
    ]
    assert lines[0]["id"] == "client-0001"
    assert lines[1]["name"] == ""  # names are shown only when the account says so


def test_history_is_there_after_a_reload_and_goes_back_page_by_page(page, firm):
    first = page.enter()
    page.call("events", {"events": [webchat.message(id=f"client-1{n:03}", text=f"第{n}条") for n in range(20)]})
    page.call("events", {"events": [webchat.message(id=f"client-2{n:03}", text=f"第{20 + n}条") for n in range(20)]})
    page.call("events", {"events": [webchat.message(id=f"client-3{n:03}", text=f"第{40 + n}条") for n in range(5)]})
    settle()

    told = page.enter(**{"pass": first["pass"]})
    earlier = json.loads(page.call(f"lines?before={told['lines'][0]['n']}").body)["lines"]

    assert [line["text"] for line in told["lines"]] == [f"第{n}条" for n in range(5, 45)]
    assert [line["text"] for line in earlier] == [f"第{n}条" for n in range(5)]
    assert told["talks"] == [{"last": 45, "seen": 0, "read": 0}]


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
    assert refusals_soon(firm)["bad_signature"] >= 2


def refusals_soon(firm: Firm) -> dict[str, int]:
    until(lambda: refusals(firm))
    return refusals(firm)


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


def test_signed_visitor_is_the_customer_the_identity_names_and_brings_the_talk_along(page, firm):
    page.enter()
    page.say("先问一句")
    settle()
    now = timezone.now()

    told = page.enter(**{"pass": page.told["pass"]}, identity=webchat.identity(now, name="林晓棠", phone="13800138000"))
    page.say("我登录了", 2)
    settle()

    assert told["is_user"]
    assert [line["text"] for line in told["lines"]] == ["先问一句"]
    with scope(firm.id):
        customer = Customer.objects.get()
        assert customer.name == "林晓棠"
        assert set(Identity.objects.values_list("kind", "is_strong")) == {
            ("visitor", False),
            ("external_id", True),
            ("phone", True),
        }
        assert Conversation.objects.count() == 1


def test_next_person_at_the_same_browser_sees_nothing_of_the_user(page, firm):
    now = timezone.now()
    page.enter(identity=webchat.identity(now, name="林晓棠"))
    page.say("我的订单到哪了")
    settle()

    told = page.enter(**{"pass": page.told["pass"]})

    assert not told["is_user"]
    assert told["lines"] == []


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


def test_picture_is_checked_kept_and_shown_to_who_has_its_address(page, firm):
    page.enter()

    kept = page.call("files", PNG, content_type="image/png", x_file_name="%E9%A4%90%E6%A1%8C.png")
    sent = page.say("", file=json.loads(kept.body)["file"])
    settle()
    line = page.enter(**{"pass": page.told["pass"]})["lines"][0]
    shown = page.call(f"files/{line['files'][0]['ticket']}")

    assert (kept.status, sent.status) == (200, 200)
    assert (line["files"][0]["kind"], line["files"][0]["name"]) == ("image", "餐桌.png")
    assert (shown.status, shown.headers["content-type"]) == (200, "image/png")
    assert page.call("files/made.up").status == 404


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

    statuses = [page.say(f"刷屏 {n}", n).status for n in range(1, 31)]

    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429
    assert refusals_soon(firm)["too_often"] >= 1


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


def test_pages_seen_stand_on_the_timeline(page, firm):
    from changlai.customers.models import Interaction  # noqa: PLC0415 (app ready)

    page.enter()
    page.say("你好")
    pages = [{"url": f"{webchat.SITE}/sofa", "title": "布艺沙发", "referrer": "https://search.example/", "ago": 9}]

    assert page.call("events", {"events": [{"type": "pages", "id": "client-0009", "pages": pages}]}).status == 200
    settle()

    with scope(firm.id):
        seen = Interaction.objects.get(kind="viewed")
        assert seen.facts["content"]["title"] == "布艺沙发"
        assert Message.objects.count() == 1


def test_typing_of_both_sides_is_told_and_never_kept(page, account, firm):
    from changlai.channels import talks  # noqa: PLC0415 (app ready)

    page.enter()
    page.say("在吗")
    settle()
    with page.listen() as stream:
        stream.event()
        with scope(firm.id):
            thread = Conversation.objects.get().address["to"]
            talks.tell_typing(firm.id, account.pk, thread)
        event = stream.event()

    assert event["event"] == "typing"
    assert page.call("typing", {}).status == 200
    with scope(firm.id):
        assert Message.objects.count() == 1
