"""What endpoints may be, what they are told, and their log."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.inbox.events import ConversationClosed
from changlai.integrations import actions, queries, registry
from changlai.integrations.enums import DeliveryState
from changlai.integrations.errors import BadAddress, UnknownTopics
from changlai.integrations.models import Delivery, Message, Try
from changlai.integrations.tests.hooks import endpoint, happen
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, work
from tests.support.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


def test_ping_goes_to_one_endpoint(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url, "conversation.closed")
        with scope(firm.id):
            actions.ping(endpoint=hooked, by=firm.admin, now=timezone.now())
        work(["webhooks"])

    assert [json.loads(got.body)["type"] for got in receiver.got] == ["ping"]


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "https://", "nonsense", "https://u:p@x.example/", "https://ü.example/"]
)
def test_what_is_no_address_is_refused(firm, url):
    with pytest.raises(BadAddress):
        endpoint(firm, url)


def test_unknown_topic_is_refused(firm):
    with pytest.raises(UnknownTopics):
        endpoint(firm, "https://x.example/", "conversation.exploded")


def test_organisations_hear_of_their_own_only(firm, settings):
    other = found_firm("bieke", "别家")
    with receiving(settings) as receiver:
        endpoint(other, receiver.url)
        happen(firm, 12)
        work(["webhooks"])

    assert receiver.got == []


def test_old_messages_go_with_their_log(firm, settings):
    with receiving(settings) as receiver:
        endpoint(firm, receiver.url)
        happen(firm, 12)
        work(["webhooks"])
    with scope(firm.id):
        Message.objects.update(created_at=timezone.now() - timedelta(days=31))

        actions.forget_old(now=timezone.now())

        assert (Message.objects.count(), Delivery.objects.count(), Try.objects.count()) == (0, 0, 0)


def test_every_topic_tells_ids_and_facts_but_no_words():
    """What a customer wrote or is called must not leave with an event: it can be fetched with a token."""
    closed = ConversationClosed(
        organisation_id=1, key=1, id=5, conversation_id=1, customer_id=2, by_id=0, at=timezone.now()
    )

    found = registry.told(closed)

    assert found is not None
    assert found[1]["member_id"] is None
    assert {topic.slug for topic in registry.TOPICS} == set(registry.topics())


def test_deliveries_are_paged_and_filtered(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        happen(firm, *range(1, 6))
        work(["webhooks"])
    with scope(firm.id):
        first = queries.deliveries(hooked, limit=2)
        rest = queries.deliveries(hooked, before=first[-1].pk)
        none = queries.deliveries(hooked, state=DeliveryState.FAILED)

    assert (len(first), len(rest), len(none)) == (2, 3, 0)
