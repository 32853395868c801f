"""Beginning a talk with somebody: the platform's window goes on from their latest one there."""

from datetime import timedelta

import pytest

from changlai.inbox import actions
from changlai.inbox.actions import Grounds
from changlai.inbox.models import Conversation
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_window_goes_on_from_the_latest_talk_unless_the_grounds_opened_it_later():
    firm = found_firm()
    deliver(firm, message("lin", "在吗", at=NOON))
    settle()

    def reached(**grounds):
        with scope(firm.id):
            customer = Conversation.objects.select_related("customer").earliest("id").customer
            told = Grounds({"to": "lin"}, **grounds)
            talk = actions.reach_out(
                customer=customer, account=firm.account, grounds=told, by=firm.admin, now=later(90)
            )
        return talk.window_opened_at, talk.window_sent

    def close():
        with scope(firm.id):
            actions.close(conversation=Conversation.objects.latest("id"), by=firm.admin, now=later(60))

    close()

    assert reached() == (NOON, 0)
    assert reached(window_opened_at=NOON - timedelta(hours=3), window_sent=4) == (NOON, 0)
    assert reached(window_opened_at=later(30), window_sent=4) == (later(30), 4)
    close()
    assert reached() == (later(30), 4)
    with scope(firm.id):
        assert Conversation.objects.count() == 3
