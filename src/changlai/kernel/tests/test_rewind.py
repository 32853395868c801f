"""A consumer goes back in the log and never skips anything."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from changlai.kernel import db
from changlai.kernel.events import rewind
from changlai.kernel.tests.street import say

pytestmark = pytest.mark.django_db(transaction=True)


def test_rewind_makes_the_consumer_read_again_from_there(street):
    say(1, 2)
    middle = db.value("select event_position()")
    say(3, 4)
    street.drain()
    street.got = []

    rewind.rewind("c", position=middle)
    street.drain()

    assert sorted(street.got) == [3, 4]


def test_rewind_never_skips_what_was_not_read_yet(street):
    say(1, 2)

    assert rewind.rewind("c", position=10**9) == 0
    street.drain()

    assert sorted(street.got) == [1, 2]


def test_rewind_to_a_moment_takes_everything_written_since(street):
    say(1)
    moment = timezone.now()
    say(2)
    street.drain()
    street.got = []

    rewind.rewind("c", position=rewind.position_at(moment))
    street.drain()

    assert street.got == [2]
    assert (rewind.reaches_back_to() or timezone.now()) <= moment


def test_rewind_to_the_future_changes_nothing(street):
    say(1)
    street.drain()

    assert rewind.rewind("c", position=rewind.position_at(timezone.now() + timedelta(days=1))) == 0


def test_rewind_waits_for_the_batch_in_hand_and_goes_back_behind_it(street):
    say(1)
    gone_back: list[int] = []

    def go_back():
        gone_back.append(rewind.rewind("c", position=0))
        connection.close()

    with transaction.atomic():
        db.rows("select * from event_claim('c', '{x}', 8, 100, null::smallint[])")
        thread = threading.Thread(target=go_back)
        thread.start()
        thread.join(0.3)
        assert gone_back == []
    thread.join()
    street.drain()

    assert gone_back == [1]
    assert street.got == [1]


def test_rewind_of_an_unknown_consumer_is_refused(street):
    with pytest.raises(rewind.NoSuchConsumer):
        rewind.rewind("nobody", position=0)
