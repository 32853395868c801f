"""Customers say how it was: asked once, in the channel or by a link, and the score stands where people look."""

import re

import pytest
from django.test import Client

from changlai.accounts import actions as accounts
from changlai.channels.contracts import Content
from changlai.channels.enums import ContentKind
from changlai.channels.models import Outbox
from changlai.inbox import actions
from changlai.inbox.models import Conversation, Rating
from changlai.inbox.tests.desk import fresh, say, texts_in, write
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import NOON, found_firm, later, settle

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def house():
    firm = found_firm()
    with scope(firm.id):
        actions.change_desk(by=firm.admin, is_rated=True)
    return firm


def served(firm, name="Lin", reason=None, *, answered=True) -> Conversation:
    conversation = write(firm, name, "hi")
    with scope(firm.id):
        if answered:
            actions.send_reply(conversation=conversation, draft=actions.Draft(text="hello"), by=firm.admin, now=NOON)
        actions.close(conversation=conversation, by=firm.admin, now=NOON, reason=reason)
    return conversation


def asked(firm) -> list[Rating]:
    settle(["inbox.ratings"])
    with scope(firm.id):
        for pk in Rating.objects.filter(state="due").values_list("id", flat=True):
            actions.ask(rating_id=pk, now=later(1))
        return list(Rating.objects.order_by("id"))


def link_in(firm) -> str:
    """The path of the last link that was sent."""
    with scope(firm.id):
        text = Outbox.objects.order_by("-id").values_list("content", flat=True)[0]["text"]
    found = re.search(r"/r/\S+", text)
    assert found
    return found[0]


def test_a_customer_is_asked_once_and_the_link_takes_score_and_comment(house):
    conversation = served(house)
    (rating,) = asked(house)
    path, customer = link_in(house), Client(headers={"accept-language": "zh-CN"})

    page = customer.get(path).content.decode()
    empty = customer.post(path, {"comment": "nice"})
    done = customer.post(path, {"score": "2", "comment": "too slow"})
    again = customer.post(path, {"score": "5"})

    assert (rating.state, "您对我们的服务满意吗" in page) == ("asked", True)
    assert (empty.status_code, done.status_code) == (422, 200)
    assert "感谢" in again.content.decode()
    with scope(house.id):
        kept = Rating.objects.get()
        assert (kept.score, kept.comment, kept.state) == (2, "too slow", "rated")
        assert Notification.objects.filter(kind="inbox.rated_badly", member_id=house.admin.pk).count() == 1
    assert fresh(conversation).score == 2
    with scope(house.id):
        actions.reopen(conversation=conversation, by=house.admin, now=later(5))
        actions.close(conversation=conversation, by=house.admin, now=later(6))
    assert len(asked(house)) == 1


def test_a_tap_on_the_menu_is_a_score_and_no_new_conversation(house):
    conversation = served(house)
    (rating,) = asked(house)
    tap = Content(kind=ContentKind.TEXT, text="★★★★ Satisfied", raw={"menu_id": f"rate-{rating.pk}-4"})
    say(house, "Lin", at=later(3), contents=(tap,))
    say(house, "Lin", at=later(4), contents=(Content(text="1", raw={"menu_id": f"rate-{rating.pk}-1"}),))

    now = fresh(conversation)
    assert (now.score, now.state, now.window_opened_at) == (4, "closed", later(3))
    assert texts_in(conversation)[-1] == "rated"
    with scope(house.id):
        actions.thank(rating_id=rating.pk, now=later(4))
    page = Client().get(link_in(house)).content.decode()
    assert "★★★★<span>★</span>" in page
    Client().post(link_in(house), {"comment": "friendly"})
    with scope(house.id):
        assert Rating.objects.values_list("score", "comment").get() == (4, "friendly")


def test_somebody_elses_menu_line_is_a_message_like_any_other(house):
    served(house)
    (rating,) = asked(house)

    other = write(house, "Wang", contents=(Content(text="x", raw={"menu_id": f"rate-{rating.pk}-1"}),))

    assert texts_in(other) == ["x"]
    with scope(house.id):
        assert Rating.objects.get().score is None


def test_who_was_not_answered_or_closed_for_another_reason_is_not_asked(house):
    with scope(house.id):
        spam = actions.add_reason(name="Spam", is_rated=False, by=house.admin)
    served(house, "A", answered=False)
    served(house, "B", reason=spam)

    assert asked(house) == []
    with scope(house.id):
        actions.change_desk(by=house.admin, is_rated=False)
    served(house, "C")
    assert asked(house) == []


def test_the_gate_decides_and_its_reason_is_kept(house):
    served(house)
    with scope(house.id):
        accounts.freeze_sending(organisation=house.organisation, reason="restore", by=house.admin, now=NOON)

    (rating,) = asked(house)

    assert rating.state == "not_asked"
    assert "restore" in rating.reason
    with scope(house.id):
        assert Outbox.objects.filter(content__text__contains="/r/").count() == 0


def test_a_link_that_was_altered_leads_nowhere(house):
    served(house)
    asked(house)
    path = link_in(house)

    other = path[:-4] + ("BBB/" if path.endswith("AAA/") else "AAA/")
    assert Client().get(other).status_code == 404
    assert Client().get(path).headers["Referrer-Policy"] == "same-origin"
