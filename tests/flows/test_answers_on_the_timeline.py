"""What a colleague answers stands on the customer's timeline, and the customer's page leads to the conversation."""

import pytest
from django.test import Client
from django.utils import timezone

from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.inbox import actions as inbox
from changlai.inbox.actions import Draft
from changlai.inbox.models import Conversation
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import deliver, found_firm, hire, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    firm = found_firm()
    deliver(firm, message("u1", "你好"))
    settle()
    with scope(firm.id):
        inbox.send_reply(
            conversation=Conversation.objects.get(), draft=Draft(text="您好，请讲"), by=firm.admin, now=timezone.now()
        )
    settle()
    return firm


def browser(member):
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def test_answer_is_on_the_timeline_once_however_often_it_is_handled(firm):
    db.run("update event_cursor set after = 0 where consumer = 'inbox.answers'")
    settle()

    with scope(firm.id):
        entries = customers.timeline(Customer.objects.get())
    assert [(entry.kind, entry.facts["content"]["text"]) for entry in entries] == [
        ("message_out", "您好，请讲"),
        ("message_in", "你好"),
    ]
    assert entries[0].facts["member"] == "孟佳"


def test_customer_page_leads_to_the_open_conversation(firm):
    with scope(firm.id):
        customer, conversation = Customer.objects.get(), Conversation.objects.get()

    page = browser(firm.admin).get(f"/o/hemu/customers/{customer.id}/").content.decode()

    assert f'href="/o/hemu/inbox/{conversation.id}/"' in page


def test_closed_or_foreign_conversations_offer_no_button(firm):
    with scope(firm.id):
        customer, conversation = Customer.objects.get(), Conversation.objects.get()
    viewer = hire(firm, "Li", "viewer")

    seen = browser(viewer).get(f"/o/hemu/customers/{customer.id}/").content.decode()
    with scope(firm.id):
        inbox.close(conversation=conversation, by=firm.admin, now=timezone.now())
    closed = browser(firm.admin).get(f"/o/hemu/customers/{customer.id}/").content.decode()

    assert "Send a message" in seen
    assert "Send a message" not in closed
