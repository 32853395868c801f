"""When somebody may be written to in private on Weibo, and why not: by what they did there (PLATFORMS C)."""

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels.models import WindowTouch
from changlai.compliance.models import RefusedSend
from changlai.customers.models import Customer
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope
from changlai.listening.models import Mention, MentionSource
from tests.flows.weibo.social_desk import HOME, Desk, words
from tests.support.house import settle
from tests.support.weibo import Weibo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def desk(weibo: Weibo) -> Desk:
    return Desk(weibo)


def test_private_message_is_refused_where_the_window_is_shut(desk: Desk):
    weibo, admin = desk.weibo, desk.browser(desk.firm.admin)
    with scope(desk.firm.id):
        MentionSource.objects.create(
            name="官方微博", kind="account", account=desk.account, purpose="投诉", origin="微博", ground="public",
            created_at=timezone.now(),
        )  # fmt: skip
    ours = weibo.order("weibo/accounts/post", text="新品上市")
    weibo.order("weibo/people/zhouye/comment", post=ours["id"], text="椅子坏了没人管，太差了")
    desk.hear("comments")
    with scope(desk.firm.id):
        mention = Mention.objects.get()
    admin.post(f"{HOME}listening/mentions/{mention.pk}/case/")
    settle()
    case = desk.case()

    admin.post(f"{HOME}listening/cases/{case.pk}/private/")
    talk = desk.talk(in_public=False)
    refused = desk.say(admin, talk, "您好")

    assert (refused.status_code, "has not written yet" in words(refused)) == (422, True)
    assert weibo.talk("zhouye") == []
    with scope(desk.firm.id):
        assert [one.rule for one in RefusedSend.objects.all()] == ["window_unopened"]


def test_private_window_opens_with_a_follow_a_scan_or_a_tap_and_shuts_when_they_leave(desk: Desk):
    weibo, admin, person = desk.weibo, desk.browser(desk.firm.admin), "weibo/people/zhouye"

    def shown(talk: Conversation) -> str:
        return words(admin.get(f"{HOME}inbox/{talk.pk}/talk/", headers={"HX-Request": "true"}))

    def do(what: str, **facts: object) -> None:
        weibo.order(f"{person}/{what}", **facts)
        weibo.arrive(desk.account)

    do("follow")
    with scope(desk.firm.id):
        assert not Customer.objects.exists()  # who follows is nobody's customer yet
    do("scan")
    with scope(desk.firm.id):
        talk = Conversation.objects.select_related("customer").get()
    assert (talk.customer.name, talk.window_opened_at) == ("周野", None)
    assert "47 h 59 min left since they scanned our code" in shown(talk)
    assert desk.say(admin, talk, "您好，需要帮忙吗？").status_code == 200
    weibo.work()
    assert weibo.talk("zhouye") == [("them", "您好，需要帮忙吗？")]

    do("follow", follows=False)
    refused = desk.say(admin, talk, "还在吗")
    assert (refused.status_code, "does not follow us any more" in words(refused)) == (422, True)
    do("menu")
    assert "since they tapped our menu" in shown(talk)
    do("follow", follows=False)
    do("follow")
    assert "since they followed us" in shown(talk)
    assert desk.say(admin, talk, "欢迎回来").status_code == 200
    weibo.work()

    assert weibo.talk("zhouye")[-1] == ("them", "欢迎回来")
    with scope(desk.firm.id):
        assert [one.rule for one in RefusedSend.objects.all()] == ["window_left"]
    _is_forgotten(desk, talk.address["to"])


def _is_forgotten(desk: Desk, uid: str) -> None:
    """What somebody did without a word goes with them."""
    with scope(desk.firm.id):
        assert [(one.person, one.kind, one.is_open) for one in WindowTouch.objects.all()] == [
            (uid, "event.follow", True)
        ]
        channels.forget_person(organisation_id=desk.firm.id, delivery_ids=(), values=[uid], references=())
        assert not WindowTouch.objects.exists()
