"""The first thread through the house: a stranger writes, becomes a customer with a timeline, and is answered."""

import pytest

from changlai.channels import queries as channels
from changlai.channels.enums import Figure
from changlai.customers import queries as customers
from changlai.customers.models import Alias, Customer, Identity, Interaction, Suggestion
from changlai.inbox.models import Conversation, Message
from changlai.kernel import cron, db
from changlai.kernel.tenancy import scope
from tests.support.house import another_account, deliver, found_firm, later, message, settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_stranger_becomes_customer_with_timeline_and_conversation():
    firm = found_firm()

    deliver(firm, message("u1", "你好", at=later(0)), message("u1", "在吗", at=later(1)))
    settle()

    with scope(firm.id):
        customer = Customer.objects.get()
        conversation = Conversation.objects.get()
        assert [i.facts["content"]["text"] for i in customers.timeline(customer)] == ["在吗", "你好"]
        assert [m.text for m in Message.objects.order_by("id")] == ["你好", "在吗"]
        assert (conversation.customer_id, conversation.unread_count, conversation.preview) == (customer.id, 2, "在吗")
        assert conversation.waiting_since == later(0)
        assert customer.name == "u1"


def test_same_delivery_twice_is_one_message_and_counted_as_repeated():
    firm = found_firm()
    one = message("u1", "你好", number=7_000_000)

    stored = deliver(firm, one), deliver(firm, one, one), deliver(firm, message("u2", "好"))
    settle()

    with scope(firm.id):
        assert stored == (1, 0, 1)
        assert Message.objects.count() == 2
        counts = channels.health([firm.account.id])[firm.account.id].figures
        assert (counts[Figure.RECEIVED], counts[Figure.STORED], counts[Figure.REPEATED]) == (4, 2, 2)


def test_ten_messages_at_once_from_many_strangers_open_one_conversation_each_in_order():
    firm = found_firm()
    people = [f"u{n}" for n in range(20)]

    deliver(firm, *(message(person, f"{person}-{n}", at=later(n)) for n in range(10) for person in people))
    settle()

    with scope(firm.id):
        assert Conversation.objects.count() == 20
        for conversation in Conversation.objects.select_related("customer"):
            texts = list(
                Message.objects.filter(conversation=conversation).order_by("id").values_list("text", flat=True)
            )
            assert texts == [f"{conversation.customer.name}-{n}" for n in range(10)]


def test_rewinding_every_consumer_changes_nothing():
    firm = found_firm()
    deliver(firm, *(message("u1", str(n), at=later(n)) for n in range(3)))
    settle()
    with scope(firm.id):
        before = (
            Interaction.objects.count(),
            Message.objects.count(),
            list(Conversation.objects.values("unread_count", "preview", "window_sent")),
        )

    db.run("update event_cursor set after = 0")
    settle()

    with scope(firm.id):
        assert (
            Interaction.objects.count(),
            Message.objects.count(),
            list(Conversation.objects.values("unread_count", "preview", "window_sent")),
        ) == before


def test_two_ids_of_one_shop_with_one_phone_stay_apart_and_are_suggested():
    firm = found_firm()

    deliver(firm, message("u1", "a", phone="13800138000"), message("u2", "b", phone="+86 138 0013 8000"))
    settle()
    deliver(firm, message("u3", "c", phone="13800138000"))
    settle()
    cron.entries()["customers.twins"].run()

    with scope(firm.id):
        first, second, third = Customer.objects.order_by("id").values_list("id", flat=True)
        suggested = Suggestion.objects.order_by("first_id", "second_id")
        assert {one.reason for one in suggested} == {"exclusive_clash:external_id"}
        pairs = [(one.first_id, one.second_id) for one in suggested]
        assert pairs == [(first, second), (first, third), (second, third)]


def test_two_known_customers_who_turn_out_to_be_one_are_merged_with_everything():
    firm = found_firm()
    shop = another_account(firm)
    deliver(firm, message("u1", "a", at=later(0), phone="13800138000"))
    deliver(shop, message("u2", "b", at=later(1)))
    settle()
    with scope(firm.id):
        first, second = Customer.objects.order_by("id")

    deliver(shop, message("u2", "c", at=later(2), phone="13800138000"))
    settle()

    with scope(firm.id):
        assert [c.id for c in Customer.objects.all()] == [first.id]
        assert list(Alias.objects.values_list("old_id", "customer_id")) == [(second.id, first.id)]
        assert customers.current_id(second.id) == first.id
        kinds = Interaction.objects.filter(customer_id=first.id).values_list("kind", flat=True)
        assert sorted(kinds) == ["merged", "message_in", "message_in", "message_in"]
        assert set(Conversation.objects.values_list("customer_id", flat=True)) == {first.id}
        assert sorted(Message.objects.values_list("text", flat=True)) == ["a", "b", "c"]
        assert set(Identity.objects.values_list("customer_id", flat=True)) == {first.id}


def test_look_alike_organisation_sees_nothing():
    firm, other = found_firm(), found_firm("other", "别家")
    deliver(firm, message("u1", "秘密"))
    deliver(other, message("u1", "别家的"))
    settle()

    with scope(other.id):
        assert [m.text for m in Message.objects.all()] == ["别家的"]
        assert [c.organisation_id for c in Customer.objects.all()] == [other.id]
