"""Weibo, both ways: what is said in public is heard once and makes nobody a customer; private messages are talks."""

import pytest
from django.utils import timezone

from changlai.channels import queries as channels
from changlai.channels.contracts import Content, Said
from changlai.channels.enums import SaidKind, SendState
from changlai.channels.events import HeardInPublic
from changlai.channels.models import Account, Delivery, Outbox, Stream
from changlai.channels.outbound import enqueue
from changlai.customers.models import Customer, Identity
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Given
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.models import MentionSource
from tests.support.house import Firm
from tests.support.weibo import NAME, UID, Weibo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POST = f"买的新品用了两天就坏了，客服还不理人 @{NAME} "


@pytest.fixture
def account(firm: Firm, weibo: Weibo) -> Account:
    return weibo.connect(firm.admin)


def register(firm: Firm, account: Account, *, is_on: bool = True) -> None:
    """A line of the register of sources: without it nothing is collected."""
    with scope(firm.id):
        MentionSource.objects.create(
            name="官方微博",
            kind=SourceKind.ACCOUNT,
            account=account,
            purpose="处理客户投诉",
            origin="微博开放平台",
            ground=Ground.PUBLIC,
            is_on=is_on,
            created_at=timezone.now(),
        )


def heard(firm: Firm, account: Account) -> list[Said]:
    """What stored deliveries say, as the listening room reads it."""
    with scope(firm.id):
        stored = Delivery.objects.filter(account_id=account.pk, in_public=True).order_by("id")
        events = [
            HeardInPublic(organisation_id=firm.id, key=0, account_id=account.pk, delivery_id=one.pk, kind=one.kind)
            for one in stored
        ]
        return [said for found in channels.heard(events) for said in found.meant]


def test_address_is_checked(weibo: Weibo):
    assert weibo.order("weibo/check")["ok"]


def test_account_becomes_an_endpoint_for_everybody(firm: Firm, account: Account):
    with scope(firm.id):
        endpoint = channels.public_endpoint(account)
        assert endpoint is not None
        assert (endpoint.name, endpoint.external_id, endpoint.product) == (NAME, UID, "weibo_public")
        assert channels.product_of(endpoint).in_public


def test_post_that_names_the_firm_is_heard_once_though_it_is_told_three_times(
    weibo: Weibo, firm: Firm, account: Account
):
    register(firm, account)
    weibo.order("weibo/people/xiaoman", followers=12_800)
    weibo.order("faults", kind="duplicate", corpid=UID, event="mention", count=3)

    post = weibo.order("weibo/people/xiaoman/post", text=POST)
    weibo.arrive(account, calls=3)
    weibo.pull(account, "mentions")

    [said] = heard(firm, account)
    assert (said.key, said.text.strip(), said.kind, said.to_us) == (post["id"], POST.strip(), SaidKind.POST, True)
    assert (said.speaker.name, said.speaker.followers, said.address) == ("小满", 12_800, {"id": post["id"]})
    assert int(post["id"]) > 2**53
    with scope(firm.id):
        assert not Customer.objects.exists()


def test_nothing_is_collected_without_a_line_in_the_register(weibo: Weibo, firm: Firm, account: Account):
    register(firm, account, is_on=False)
    weibo.order("weibo/people/xiaoman/post", text=POST)
    weibo.arrive(account)
    weibo.pull(account, "mentions")

    assert heard(firm, account) == []
    assert not [one for one in weibo.look("log?kind=api&limit=100").get("calls", []) if "mentions" in one["api"]]


def test_comments_below_our_posts_and_posts_of_those_we_watch_are_heard(weibo: Weibo, firm: Firm, account: Account):
    from changlai.channels import actions  # noqa: PLC0415 (app ready)

    register(firm, account)
    ours = weibo.order("weibo/accounts/post", text="新品上市")
    weibo.order("weibo/people/zhouye/comment", post=ours["id"], text="质量怎么样？")
    his = weibo.order("weibo/people/zhouye/post", text="今天逛了家具城")
    weibo.pull(account, "comments")
    with scope(firm.id):
        actions.watch(account=account, handles=[f"https://weibo.com/u/{his['uid']}"])
    weibo.work()

    comment, post = heard(firm, account)
    assert (comment.kind, comment.text, comment.about, comment.to_us) == (
        SaidKind.COMMENT,
        "质量怎么样？",
        "新品上市",
        True,
    )
    assert (post.text, post.to_us) == ("今天逛了家具城", False)

    with scope(firm.id):
        actions.watch(account=account, handles=[])
        assert not Stream.objects.filter(key__startswith="watch:").exists()


def test_many_posts_come_in_pages_and_none_is_lost(weibo: Weibo, firm: Firm, account: Account):
    register(firm, account)
    weibo.order("weibo/people/xiaoman/post", text=f"0 @{NAME} ")
    weibo.pull(account, "mentions")
    for number in range(1, 121):
        weibo.order("weibo/people/xiaoman/post", text=f"{number} @{NAME} ")
    weibo.pull(account, "mentions")

    assert sorted(int(said.text.split()[0]) for said in heard(firm, account)) == list(range(121))


def test_private_message_makes_a_customer_and_the_answer_arrives(weibo: Weibo, firm: Firm, account: Account):
    weibo.order("weibo/people/xiaoman/message", text="我的订单坏了，怎么办")
    weibo.arrive(account)

    with scope(firm.id):
        [talk] = Conversation.objects.select_related("account", "customer")
        assert (talk.customer.name, talk.preview) == ("小满", "我的订单坏了，怎么办")
        assert Identity.objects.get(customer=talk.customer).kind == "weibo_uid"
        inbox.give(conversation=talk, given=Given("抱歉让您久等，马上为您换新"), by=firm.admin, now=timezone.now())
    weibo.work()

    assert weibo.talk() == [("me", "我的订单坏了，怎么办"), ("them", "抱歉让您久等，马上为您换新")]
    with scope(firm.id):
        assert Message.objects.get(author="member").state == "sent"


def test_answer_in_public_arrives_below_the_post_and_the_same_words_twice_are_refused(
    weibo: Weibo, firm: Firm, account: Account
):
    post = weibo.order("weibo/people/xiaoman/post", text="今天收到了新沙发")
    with scope(firm.id):
        endpoint = channels.public_endpoint(account)
        assert endpoint is not None
        for number in ("a", "b"):
            enqueue(
                account=endpoint,
                key=number,
                reference=f"test:{number}",
                thread=1,
                address={"id": post["id"]},
                content=Content(text="谢谢支持"),
            )
    weibo.work()

    assert weibo.said() == ["谢谢支持"]
    with scope(firm.id):
        first, second = Outbox.objects.order_by("id")
    assert (first.state, second.state, second.code) == (SendState.SENT, SendState.FAILED, "20019")
    assert first.platform_id == weibo.look("weibo")["comments"][0]["id"]


def test_who_only_named_us_gets_one_private_message(weibo: Weibo, firm: Firm, account: Account):
    weibo.order("weibo/people/xiaoman/post", text=POST)
    uid = weibo.look("weibo")["posts"][0]["uid"]
    with scope(firm.id):
        door = channels.private_door(account, uid)
        assert door is not None
        place, address = door
        for number in ("a", "b"):
            words = Content(text=f"您好 {number}")
            enqueue(account=place, key=number, reference=number, thread=1, address=address, content=words)
    weibo.work()

    assert weibo.talk() == [("them", "您好 a")]
    with scope(firm.id):
        assert [one.code for one in Outbox.objects.order_by("id")] == ["", "26403"]


def test_forged_callback_is_refused(weibo: Weibo, firm: Firm, account: Account):
    weibo.order("settings", callback_seconds=0.2)
    weibo.order("faults", kind="corrupt", corpid=UID, event="text")
    weibo.order("weibo/people/xiaoman/message", text="伪造的")
    weibo.arrive(account, calls=3)

    assert weibo.refused == ["bad_signature"] * 3
    with scope(firm.id):
        assert not Customer.objects.exists()
