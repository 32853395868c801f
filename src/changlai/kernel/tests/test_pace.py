"""Consumers nobody waits for let events gather, and let the others go first."""

import pytest

from changlai.kernel.events.reader import GIVES_WAY, Reader
from changlai.kernel.events.registry import Consumer
from changlai.kernel.tests.street import Noted, say

pytestmark = pytest.mark.django_db(transaction=True)


def test_consumer_with_a_pace_rests_after_a_small_batch_and_not_after_a_full_one():
    got = []
    calm = Reader(Consumer("calm", (Noted,), got.extend, 4, 60.0), holder="w", board=None)
    calm.register()
    say(8, 16, 24, 32)
    calm.run_once()
    after_full = calm.rest
    say(40)
    calm.run_once()

    assert (len(got), after_full) == (5, 0.0)
    assert 0 < calm.rest <= 60.0


def test_consumer_with_a_pace_gives_way_a_while_after_its_last_batch():
    paced = Reader(Consumer("calm", (Noted,), print, 4, 0.1), holder="w", board=None)
    hurried = Reader(Consumer("hurried", (Noted,), print, 4), holder="w", board=None)
    for one in (paced, hurried):
        one.register()
        one.give_way()
    idle = paced.rest
    for one in (paced, hurried):
        one.run_once()
        one.give_way()

    assert (idle, hurried.rest) == (0.0, 0.0)
    assert 0.1 < paced.rest <= GIVES_WAY
    assert (hurried.has_much(1), hurried.has_much(2)) == (False, True)
