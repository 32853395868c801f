"""Webhooks against a real receiver: signed, tried again, switched off, sent again."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from changlai.inbox.events import ConversationAssigned
from changlai.integrations import actions
from changlai.integrations.actions import SCHEDULE
from changlai.integrations.enums import Disabled
from changlai.integrations.errors import EndpointOff
from changlai.integrations.models import Delivery, Endpoint, Message, Try
from changlai.integrations.tests.hooks import endpoint, happen, hurry, states
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import found_firm, work
from tests.support.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


def test_message_is_signed_as_a_library_of_others_checks_it(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url, "conversation.assigned")
        happen(firm, 12)
        work(["webhooks"])

    (got,) = receiver.got
    Webhook(hooked.secret).verify(got.body, got.headers)
    told = json.loads(got.body)
    assert (told["type"], told["version"]) == ("conversation.assigned", 1)
    assert told["data"] == {"conversation_id": 12, "member_id": 7, "by_member_id": 8}
    assert got.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(hooked.secret).verify(got.body + b" ", got.headers)
    assert states(firm) == [("delivered", 1, 204)]


def test_only_wanted_events_are_told_and_none_twice(firm, settings):
    with receiving(settings) as receiver:
        endpoint(firm, receiver.url, "conversation.closed")
        endpoint(firm, receiver.url)
        happen(firm, 12)
        with scope(firm.id):
            event = Message.objects.get()
            seen = ConversationAssigned(
                organisation_id=firm.id, key=12, id=event.event_id or 0, conversation_id=12, to_id=7, by_id=8
            )
            actions.tell([seen])
        work(["webhooks"])

    assert len(receiver.got) == 1


def test_failed_message_is_tried_again_under_the_same_id(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        receiver.answers = [500, 302]
        happen(firm, 12)
        for _try in range(3):
            hurry(firm)
            work(["webhooks"])

    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    for got in receiver.got:
        Webhook(hooked.secret).verify(got.body, got.headers)
    assert states(firm) == [("delivered", 3, 204)]
    with scope(firm.id):
        assert list(Try.objects.order_by("id").values_list("status", "answer")) == [
            (500, "answer 500"),
            (302, "answer 302"),
            (204, ""),
        ]


def test_pauses_grow_over_days_and_then_it_is_given_up(firm, settings):
    with receiving(settings) as receiver:
        endpoint(firm, receiver.url)
        receiver.answers = [500] * (len(SCHEDULE) + 1)
        happen(firm, 12)
        waits = []
        for _try in range(len(SCHEDULE) + 1):
            hurry(firm)
            work(["webhooks"])
            with scope(firm.id):
                delivery = Delivery.objects.get()
                latest = Try.objects.order_by("-id")[0]
                waits.append((delivery.next_at - latest.at).total_seconds() if delivery.next_at else None)

    assert waits[-1] is None
    kept = [wait for wait in waits if wait is not None]
    assert all(0.9 * pause - 1 <= wait <= 1.11 * pause + 1 for pause, wait in zip(SCHEDULE, kept, strict=True))
    assert states(firm) == [("failed", len(SCHEDULE) + 1, 500)]
    assert sum(SCHEDULE) > 3 * 24 * 3600


def test_receiver_that_is_gone_is_switched_off_and_somebody_is_told(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        receiver.answers = [410]
        happen(firm, 12, 13)
        work(["webhooks"])

    with scope(firm.id):
        now = Endpoint.objects.get(pk=hooked.pk)
        told = list(Notification.objects.values_list("kind", "member_id", "subject"))
    assert now.disabled == Disabled.GONE
    assert told == [("integrations.webhook_disabled", firm.admin.pk, "ERP")]
    assert {state for state, _tries, _status in states(firm)} <= {"failed", "delivered"}


def test_receiver_that_has_failed_for_days_is_switched_off(firm, settings):
    hooked = endpoint(firm, "https://example.com/hook")
    with scope(firm.id):
        Endpoint.objects.filter(pk=hooked.pk).update(failing_since=timezone.now() - timedelta(days=6))

        actions.switch_off_failing(now=timezone.now())

        assert Endpoint.objects.get(pk=hooked.pk).disabled == Disabled.FAILING


def test_address_inside_is_not_called(firm):
    endpoint(firm, "http://127.0.0.1:5432/")
    happen(firm, 12)

    work(["webhooks"])

    with scope(firm.id):
        (status, error) = Try.objects.values_list("status", "error").get()
    assert (status, bool(error)) == (None, True)


def test_silent_receiver_is_left_alone_for_a_moment(firm):
    hooked = endpoint(firm, "http://127.0.0.1:5432/")
    happen(firm, 12)
    work(["webhooks"])
    happen(firm, 13)
    work(["webhooks"])

    with scope(firm.id):
        assert Endpoint.objects.filter(pk=hooked.pk, held_until__gt=timezone.now()).exists()
        assert Try.objects.count() == 1


def test_former_secret_signs_beside_the_new_one_for_a_day(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        old = hooked.secret
        with scope(firm.id):
            new = actions.rotate_secret(endpoint=hooked, by=firm.admin, now=timezone.now())
        happen(firm, 12)
        work(["webhooks"])
        with scope(firm.id):
            Endpoint.objects.filter(pk=hooked.pk).update(old_secret_until=timezone.now())
        happen(firm, 13)
        work(["webhooks"])

    first, second = receiver.got
    for secret in (old, new):
        Webhook(secret).verify(first.body, first.headers)
    Webhook(new).verify(second.body, second.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(second.body, second.headers)


def test_replay_sends_again_under_the_same_id(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        happen(firm, 12, 13)
        work(["webhooks"])
        with scope(firm.id):
            delivery = Delivery.objects.select_related("endpoint", "message").order_by("id")[0]
            actions.replay(delivery=delivery, by=firm.admin, now=timezone.now())
        work(["webhooks"])
        since = timezone.now() - timedelta(hours=1)
        with scope(firm.id):
            failed = actions.replay_since(
                endpoint=hooked, since=since, also_delivered=False, by=firm.admin, now=timezone.now()
            )
            every = actions.replay_since(
                endpoint=hooked, since=since, also_delivered=True, by=firm.admin, now=timezone.now()
            )
        work(["webhooks"])

    assert (failed, every, len(receiver.got)) == (0, 2, 5)
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 2


def test_switched_off_nothing_is_sent_nor_tried(firm, settings):
    with receiving(settings) as receiver:
        hooked = endpoint(firm, receiver.url)
        happen(firm, 12)
        with scope(firm.id):
            actions.switch(endpoint=hooked, is_on=False, by=firm.admin, now=timezone.now())
        happen(firm, 13)
        work(["webhooks"])
        with scope(firm.id), pytest.raises(EndpointOff):
            actions.ping(endpoint=hooked, by=firm.admin, now=timezone.now())

    assert receiver.got == []
    assert states(firm) == [("failed", 0, None)]
