"""A bad post becomes a solved case: the story of listening in public, from the topic to the board.

Weibo and WeCom are the sandbox's, so what arrives and leaves is their protocol; colleagues use the pages.
"""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.listening.enums import CaseState, StepKind
from changlai.listening.models import Author, Case, CaseStep, Mention, MentionSource, Topic
from tests.flows.weibo.social_desk import HOME, Desk, words
from tests.support.house import settle
from tests.support.weibo import NAME, UID, Weibo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POST = f"买的新品用了两天就坏了，客服还不理人 @{NAME} "
POSTS = 12  # that were there before
COUNTED = re.compile(r'href="([^"]*listening/(?:mentions|cases)/\?[^"]*)"[^>]*>\s*([\d,]+)\s*<')
ROW = re.compile(r"<tr[^>]*\sdata-row")


@pytest.fixture
def desk(weibo: Weibo) -> Desk:
    return Desk(weibo)


def test_bad_post_becomes_a_solved_case(desk: Desk):
    weibo, firm, admin = desk.weibo, desk.firm, desk.browser(desk.firm.admin)
    _listen(desk, admin)
    _known_customer(desk)

    weibo.order("weibo/people/xiaoman", followers=12_800)
    weibo.order("faults", kind="duplicate", corpid=UID, event="mention", count=3)
    weibo.order("weibo/people/xiaoman/post", text=POST)
    weibo.arrive(desk.account, calls=3)
    desk.hear()

    case = _heard_and_taken_up(desk)
    owner = desk.browser(desk.qiuyu)
    page = words(owner.get(f"{HOME}listening/cases/{case.pk}/"))
    assert ("两天就坏了" in page, "小满" in page, "left" in page) == (True, True, True)

    _answered_in_public(desk, owner)
    _answered_in_private(desk, owner)
    _handed_over(desk, owner, case)
    _solved_and_rated(desk, desk.browser(desk.heshan), case)
    _on_the_timeline(desk, case)
    _figures_open_what_they_count(admin)
    with scope(firm.id):
        assert Case.objects.count() == 1


def _listen(desk: Desk, admin: Client) -> None:
    """A source, a topic that says at once what it would have caught, and a rule."""
    source = {
        "name": "官方微博",
        "kind": "account",
        "account": desk.account.pk,
        "purpose": "处理客户投诉",
        "origin": "微博开放平台",
        "ground": "public",
        "retention_days": 365,
        "is_on": "on",
    }
    assert admin.post(f"{HOME}listening/sources/new/", source).status_code == 302
    for number in range(POSTS):
        desk.weibo.order("weibo/people/zhouye/post", text=f"第 {number} 天，餐桌还在用 @{NAME} ")
    desk.hear()
    told = {"name": NAME, "kind": "brand", "expression": f"{NAME} NOT 转卖", "exclusions": "", "watched": ""}

    preview = words(admin.post(f"{HOME}listening/topics/preview/", told, headers={"HX-Request": "true"}))
    assert str(POSTS) in preview
    assert preview.count("餐桌还在用") == 10
    assert admin.post(f"{HOME}listening/topics/new/", told).status_code == 302

    with scope(desk.firm.id):
        topic = Topic.objects.get()
    rule = {
        "name": "负面且影响大",
        "kind": "negative",
        "topic": topic.pk,
        "reach": 5_000,
        "risk": "high",
        "owners": [desk.qiuyu.pk],
        "answer_minutes": 60,
        "words": "",
        "count": 10,
        "minutes": 60,
        "factor": 3,
    }
    made = admin.post(f"{HOME}settings/alert-rules/new/", rule)
    assert made.status_code == 302, words(made)


def _known_customer(desk: Desk) -> None:
    """Whoever posts has written in private before, so the house knows their name there."""
    desk.weibo.order("weibo/people/xiaoman/message", text="新品什么时候发货？")
    desk.weibo.arrive(desk.account, calls=POSTS + 1)
    with scope(desk.firm.id):
        assert Customer.objects.get().name == "小满"


def _heard_and_taken_up(desk: Desk) -> Case:
    case = desk.case()
    with scope(desk.firm.id):
        mention = Mention.objects.get(text__contains="两天就坏了")
        assert (mention.sentiment, mention.intent, mention.to_us) == ("negative", "complaint", True)
        author = Author.objects.get(pk=mention.author_id or 0)
        assert (author.customer_id is not None, author.followers) == (True, 12_800)
        assert author.customer_id == case.customer_id == Customer.objects.get().pk
        assert Mention.objects.count() == 13
        assert MentionSource.objects.get().is_on
    assert (case.owner_id, case.risk, case.mention_id) == (desk.qiuyu.pk, "high", mention.pk)
    assert case.due_at is not None
    assert case.due_at > case.opened_at
    [told] = desk.weibo.look("app_messages")["messages"]
    assert told["userids"] == ["qiuyu"]
    assert "两天就坏了" in str(told["body"])
    return case


def _answered_in_public(desk: Desk, owner: Client) -> None:
    talk = desk.talk(in_public=True)
    assert talk.assignee_id == desk.qiuyu.pk

    shown = words(owner.get(f"{HOME}inbox/{talk.pk}/talk/", headers={"HX-Request": "true"}))
    refused = desk.say(owner, talk, "抱歉" * 71)
    assert "takes 140 characters" in shown
    assert (refused.status_code, "The text has 142 characters" in words(refused)) == (422, True)
    assert desk.say(owner, talk, "非常抱歉！我们已经私信您，今天就给您换新。").status_code == 200
    desk.weibo.work()

    assert desk.weibo.said() == ["非常抱歉！我们已经私信您，今天就给您换新。"]
    case = desk.case()
    assert (case.state, case.first_answer_at is not None) == (CaseState.ANSWERED, True)


def _answered_in_private(desk: Desk, owner: Client) -> None:
    """Where the window is open; to whom only spoke below our post it says why not."""
    script = {"title": "换新", "text": "您好，订单号发我一下，我来给您换新", "is_shared": "on", "folder": ""}
    owner.post(f"{HOME}content/scripts/new/", script)
    talk = desk.talk(in_public=False)
    assert desk.say(owner, talk, script["text"]).status_code == 200
    desk.weibo.work()
    assert desk.weibo.talk() == [("me", "新品什么时候发货？"), ("them", script["text"])]
    page = words(owner.get(f"{HOME}listening/cases/{desk.case().pk}/?talk=public"))
    assert "Private messages" in page  # side by side
    assert script["text"] in page


def _handed_over(desk: Desk, owner: Client, case: Case) -> None:
    owner.post(f"{HOME}listening/cases/{case.pk}/notes/", {"text": "仓库说明天有货"})
    owner.post(f"{HOME}listening/cases/{case.pk}/owner/", {"owner": desk.heshan.pk})
    settle()

    assert desk.case().owner_id == desk.heshan.pk
    assert {desk.talk(in_public=one).assignee_id for one in (True, False)} == {desk.heshan.pk}
    assert "仓库说明天有货" in words(desk.browser(desk.heshan).get(f"{HOME}listening/cases/{case.pk}/"))
    assert "仓库" not in str(desk.weibo.look("weibo")) + str(desk.weibo.talk())


def _solved_and_rated(desk: Desk, owner: Client, case: Case) -> None:
    done = owner.post(f"{HOME}listening/cases/{case.pk}/solution/", {"outcome": "已换新并道歉", "asks": "on"})
    assert done.status_code == 302
    desk.weibo.work()
    [link] = re.findall(r"https?://\S+", desk.weibo.talk()[-1][1])
    customer = Client()
    page = customer.get(urlsplit(link).path)
    thanked = customer.post(urlsplit(link).path, {"score": "5", "comment": "处理得很快"})
    again = customer.post(urlsplit(link).path, {"score": "1"})
    settle()

    assert (page.status_code, thanked.status_code, again.status_code) == (200, 200, 200)
    found = desk.case()
    assert (found.state, found.outcome, found.score) == (CaseState.SOLVED, "已换新并道歉", 5)
    assert found.mention is not None
    assert found.first_answer_at is not None
    assert found.solved_at is not None
    assert found.mention.said_at <= found.heard_at <= found.first_answer_at <= found.solved_at
    with scope(desk.firm.id):
        kinds = list(CaseStep.objects.filter(case=found).order_by("at", "id").values_list("kind", flat=True))
    wanted = [StepKind.HEARD, StepKind.ANSWERED, StepKind.WROTE, StepKind.NOTED, StepKind.GIVEN, StepKind.SOLVED]
    assert [one for one in dict.fromkeys(kinds) if one in set(wanted)] == [
        StepKind.HEARD,
        StepKind.GIVEN,
        StepKind.ANSWERED,
        StepKind.WROTE,
        StepKind.NOTED,
        StepKind.SOLVED,
    ]
    assert kinds[-1] == StepKind.RATED


def _on_the_timeline(desk: Desk, case: Case) -> None:
    with scope(desk.firm.id):
        customer = Customer.objects.get(pk=case.customer_id or 0)
        entries = customers.timeline(customer)
    assert "case" in {entry.kind for entry in entries} | {entry.kind.split("_")[0] for entry in entries}
    assert any("两天就坏了" in str(entry.facts) for entry in entries)
    boxes = words(desk.browser(desk.firm.admin).get(f"{HOME}customers/{customer.pk}/cases/"))
    assert "Solved" in boxes


def _figures_open_what_they_count(admin: Client) -> None:
    """Every figure of the board leads to a list of exactly as many."""
    pages = [f"{HOME}listening/board/"]
    pages += [f"{HOME}listening/board/{part}/" for part in ("volume", "share", "aspects", "platforms", "cases")]
    found = [pair for page in pages for pair in COUNTED.findall(admin.get(page).content.decode())]
    assert len(found) > 10
    counted = {unescape(link): int(number.replace(",", "")) for link, number in found}

    listed = {link: len(ROW.findall(admin.get(link).content.decode())) for link in counted}

    assert listed == counted
    assert {13, 1, 0} <= set(counted.values())
