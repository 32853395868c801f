"""A merge is seen at once on every screen that shows one of the conversations or customers it changes."""

import json

import pytest
from django.db import connection

from changlai.customers.actions import Merge, merge_many
from changlai.customers.models import Customer
from changlai.inbox import actions as inbox
from changlai.inbox.models import Conversation
from changlai.kernel.sse import CHANNEL, room
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, hire, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> set[tuple[str, str]]:
    """(room, kind) of what has been told since this connection began to listen."""
    notes = connection.connection.notifies(timeout=0.5)
    return {(name, kind) for note in notes for name, kind, _ in json.loads(note.payload)}


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
    connection.cursor().execute(f"listen {CHANNEL}")

    with scope(firm.id):
        merge_many([Merge(firm.id, lin.pk, (wu.pk,), reason="test")])
    heard = told()
    connection.cursor().execute(f"unlisten {CHANNEL}")

    assert heard >= {
        (room(firm.id, "conversation", own.pk), "state"),
        (room(firm.id, "conversation", theirs.pk), "state"),
        (room(firm.id, "inbox", "unassigned"), "state"),
        (room(firm.id, "inbox", "member", agent.pk), "state"),
        (room(firm.id, "inbox", "all"), "state"),
        (room(firm.id, "customer", lin.pk), "interaction"),
        (room(firm.id, "customer", wu.pk), "interaction"),
    }
