"""How often a customer is written to at most holds for what colleagues send of their own accord."""

import pytest

from changlai.compliance import actions as compliance
from changlai.compliance.enums import Purpose
from changlai.inbox import actions
from changlai.inbox.errors import MayNotSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)
TWO_DAYS = 48 * 60


def test_sent_messages_reach_the_cap_and_answers_pass_it():
    firm = found_firm()
    deliver(firm, message("lin", "hello", at=NOON))
    settle()
    with scope(firm.id):
        compliance.set_cap(purpose=Purpose.SERVICE, messages=1, days=7, by=firm.admin)
        talk = Conversation.objects.get()

        def send(text: str, minutes: float) -> None:
            actions.send_reply(conversation=talk, draft=actions.Draft(text=text), by=firm.admin, now=later(minutes))

        send("an answer", 1)
        send("and another", 2)
        send("two days later", TWO_DAYS + 10)
        with pytest.raises(MayNotSend) as refused:
            send("and again", TWO_DAYS + 20)

        assert refused.value.decision.rule == "too_often"
        assert Message.objects.filter(author="member").count() == 3
