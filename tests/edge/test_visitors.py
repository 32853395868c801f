"""The visitors' door, used as it is meant: what is said arrives, once, and can be read again."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.channels import talks
from changlai.channels.adapters.webchat.tests import support as webchat
from changlai.channels.models import Delivery, Line
from changlai.customers.models import Customer, Identity, Interaction
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Draft
from changlai.inbox.errors import CannotRecall
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.edge.visitor import PNG, Page
from tests.support.house import Firm, hire, settle, work


def answer(firm: Firm, text: str) -> None:
    with scope(firm.id):
        conversation = Conversation.objects.select_related("account").get(state="open")
        inbox.send_reply(conversation=conversation, draft=Draft(text), by=firm.admin, now=timezone.now())
    work(["outbox"])


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


def test_pages_seen_stand_on_the_timeline(page, firm):
    page.enter()
    page.say("你好")
    pages = [{"url": f"{webchat.SITE}/sofa", "title": "布艺沙发", "referrer": "https://search.example/", "ago": 9}]

    assert page.call("events", {"events": [{"type": "pages", "id": "client-0009", "pages": pages}]}).status == 200
    settle()

    with scope(firm.id):
        seen = Interaction.objects.get(kind="viewed")
        assert seen.facts["content"]["title"] == "布艺沙发"
        assert Message.objects.count() == 1


def taken_back(firm: Firm, text: str, *, after: timedelta = timedelta()) -> Message:
    with scope(firm.id):
        message = Message.objects.get(text=text)
        inbox.recall(message=message, by=firm.admin, now=timezone.now() + after)
        message.refresh_from_db()
    return message


def test_answer_that_is_taken_back_is_gone_for_an_open_page_and_for_one_that_comes_back(page, firm):
    page.enter()
    page.say("多少钱？")
    settle()
    answer(firm, "八折，别告诉别人")
    settle()
    with page.listen(last="2") as stream:
        message = taken_back(firm, "八折，别告诉别人")
        told = json.loads(stream.event()["data"])

    again = page.enter(**{"pass": page.told["pass"]})["lines"]
    assert message.is_recalled
    assert (told["n"], told["recalls"], told["text"]) == (3, again[1]["key"], "")
    assert [(line["text"], line["gone"]) for line in again] == [("多少钱？", False), ("", True), ("", False)]
    with scope(firm.id):
        assert not Interaction.objects.filter(kind="message_out").exists()
        assert Conversation.objects.get().preview == ""


def test_only_a_fresh_answer_of_ones_own_is_taken_back_and_only_once(page, firm):
    page.enter()
    page.say("多少钱？")
    settle()
    answer(firm, "八折")
    settle()
    other = hire(firm, "别人", "admin")

    with scope(firm.id), pytest.raises(CannotRecall):
        inbox.recall(message=Message.objects.get(text="八折"), by=other, now=timezone.now())
    with pytest.raises(CannotRecall):
        taken_back(firm, "八折", after=timedelta(minutes=3))
    with scope(firm.id), pytest.raises(CannotRecall):
        inbox.recall(message=Message.objects.get(text="多少钱？"), by=firm.admin, now=timezone.now())
    with scope(firm.id):
        assert [line.content.get("text") for line in Line.objects.order_by("number")] == ["多少钱？", "八折"]

    taken_back(firm, "八折")
    with pytest.raises(CannotRecall):
        taken_back(firm, "八折")
    with scope(firm.id):
        assert Line.objects.count() == 3


def test_typing_of_both_sides_is_told_and_never_kept(page, account, firm):
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


def test_forgotten_person_leaves_no_line_and_no_delivery_while_others_stay(page, server, account, firm):
    page.enter()
    page.say("先问一句", 1)
    page.enter(**{"pass": page.told["pass"]}, identity=webchat.identity(timezone.now()))
    page.say("请忘了我", 2)
    other = Page(server, account)
    other.enter()
    other.say("别忘了我")
    settle()

    with scope(firm.id):
        names = Identity.objects.filter(customer__identity__value="user-42").values_list("kind", "scope", "value")
        count = talks.forget(list(names))

    assert count == 2
    with scope(firm.id):
        assert [line.content["text"] for line in Line.objects.all()] == ["别忘了我"]
        assert Delivery.objects.count() == 1


def test_answer_that_was_read_says_so_and_so_do_those_before_it(page, firm):
    page.enter()
    page.say("在吗")
    settle()
    answer(firm, "在的")
    answer(firm, "请讲")
    settle()
    line = page.enter(**{"pass": page.told["pass"]})["lines"][-1]
    with scope(firm.id):
        before = [message.state for message in Message.objects.filter(author="member").order_by("id")]

    seen = {"type": "seen", "id": "client-0009", "thread": line["t"], "number": line["n"], "key": line["key"]}
    assert page.call("events", {"events": [seen]}).status == 200
    settle()

    with scope(firm.id):
        states = [message.state for message in Message.objects.filter(author="member").order_by("id")]
    assert (before, states) == (["sent", "sent"], ["read", "read"])
    assert page.enter(**{"pass": page.told["pass"]})["talks"] == [{"last": 3, "seen": 3, "read": 0}]
