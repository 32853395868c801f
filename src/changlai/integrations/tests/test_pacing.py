"""A slow endpoint holds back nobody but itself; a small one is not drowned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.integrations import actions
from changlai.integrations.actions import BURST_CALLS, CALL_OVER, CALLS_PER_SECOND, PARALLEL_CALLS
from changlai.integrations.models import Delivery
from changlai.integrations.tests.hooks import endpoint, happen, hurry
from changlai.kernel.tenancy import scope
from changlai.kernel.worker import CREWS
from tests.support.house import found_firm, work
from tests.support.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def waiting(firm):
    endpoint(firm, "https://example.com/hook")
    happen(firm, *range(1, PARALLEL_CALLS + 3))
    with scope(firm.id):
        yield list(Delivery.objects.order_by("id"))


def begin(deliveries, now):
    return [actions.begin_call(delivery=one, now=now) for one in deliveries]


def test_more_calls_than_one_endpoint_gets_at_once_wait_for_turns_of_their_own(waiting):
    now = timezone.now()

    *taken, first, second = begin(waiting, now)

    assert taken == [0.0] * PARALLEL_CALLS
    assert 0 < first <= second < 1
    assert Delivery.objects.filter(called_at=now).count() == PARALLEL_CALLS


def test_call_whose_worker_died_holds_its_place_for_a_while_only(waiting):
    now = timezone.now()
    begin(waiting, now)

    assert begin(waiting[-1:], now + CALL_OVER / 2)[0] > 0
    assert begin(waiting[-1:], now + CALL_OVER + timedelta(seconds=1)) == [0.0]


def test_endpoint_is_called_at_its_rate_after_the_first_burst(waiting):
    now = timezone.now()

    at_once = [begin(waiting[:1], now)[0] for _ in range(BURST_CALLS + 1)]
    a_second_on = [begin(waiting[:1], now + timedelta(seconds=1))[0] for _ in range(CALLS_PER_SECOND + 1)]

    assert [wait > 0 for wait in at_once] == [False] * BURST_CALLS + [True]
    assert [wait > 0 for wait in a_second_on] == [False] * CALLS_PER_SECOND + [True]


def test_slow_endpoint_does_not_hold_the_others_back(firm, settings):
    assert CREWS["webhooks"].threads > PARALLEL_CALLS
    with receiving(settings) as slow, receiving(settings) as quick:
        slow_one = endpoint(firm, slow.url)
        happen(firm, *range(1, PARALLEL_CALLS + 1))
        with scope(firm.id):
            Delivery.objects.filter(endpoint=slow_one).update(called_at=timezone.now(), state="delivered")
        endpoint(firm, quick.url)
        happen(firm, 77)
        work(["webhooks"])
        assert (len(slow.got), len(quick.got)) == (0, 1)

        with scope(firm.id):
            Delivery.objects.filter(called_at__isnull=False).update(called_at=None)
        hurry(firm)
        work(["webhooks"])

    assert len(slow.got) == 1
    with scope(firm.id):
        assert not Delivery.objects.filter(called_at__isnull=False).exists()
