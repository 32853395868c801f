"""A merge is seen at once on every screen that shows one of the conversations or customers it changes."""

import pytest

from changlai.customers.actions import Merge, merge_many
from changlai.customers.models import Customer
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation
from changlai.kernel.sse import room
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, hire, later, message, settle
from tests.support.told import listening

pytestmark = pytest.mark.django_db(transaction=True)


def test_screens_of_folded_conversations_and_merged_customers_look_again():
    firm = found_firm()
    for name in ("lin", "wu"):
        deliver(firm, message(name, f"{name} writes"))
        settle()
    agent = hire(firm, "唐悦", "agent")
    with scope(firm.id):
        lin, wu = Customer.objects.order_by("id")
        own, theirs = Conversation.objects.get(customer=lin), Conversation.objects.get(customer=wu)
        inbox.assign(conversation=theirs, to=agent, by=firm.admin, now=later(3))

    with listening() as told:
        with scope(firm.id):
            merge_many([Merge(firm.id, lin.pk, (wu.pk,), reason="test")])
        heard = told()

    assert heard >= {
        (room(firm.id, "conversation", own.pk), "state"),
        (room(firm.id, "conversation", theirs.pk), "state"),
        (room(firm.id, "inbox", "unassigned"), "state"),
        (room(firm.id, "inbox", "member", agent.pk), "state"),
        (room(firm.id, "inbox", "all"), "state"),
        (room(firm.id, "customer", lin.pk), "interaction"),
        (room(firm.id, "customer", wu.pk), "interaction"),
    }
