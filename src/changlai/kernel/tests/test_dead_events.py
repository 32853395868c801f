"""Events a consumer gave up on: seen, handled again, let go."""

import threading

import msgspec
import psycopg
import pytest
from django.db import connection, transaction

from changlai.kernel import db
from changlai.kernel.events import dead, rewind
from changlai.kernel.tenancy import scope
from changlai.kernel.tests.street import say

pytestmark = pytest.mark.django_db(transaction=True)


def dead_numbers(*orgs):
    with scope(*orgs):
        return sorted(msgspec.json.decode(row.body)["number"] for row in dead.page(orgs))


def test_replay_handles_a_dead_event_and_takes_it_off_the_list(street):
    say(1, 2, 3)
    street.bad = {2}
    street.drain()
    assert dead_numbers(1) == [2]
    street.bad, street.got = set(), []

    with scope(1):
        replayed = dead.replay([1], "c")

    assert (street.got, dead_numbers(1)) == ([2], [])
    assert len(replayed.done) == 1
    assert replayed.failed == []


def test_replay_keeps_what_fails_again_with_its_new_error(street):
    say(1, 2, 3)
    street.bad = {1, 2}
    street.drain()
    street.bad, street.got = {2}, []

    with scope(1):
        replayed = dead.replay([1], "c")
        left = dead.page([1])

    assert street.got == [1]
    assert [row.error for row in left] == ["ValueError: cannot read it"]
    assert (len(replayed.done), len(replayed.failed)) == (1, 1)


def test_error_that_no_column_holds_keeps_back_no_event(street):
    """What somebody sent may stand in it."""
    say(1, 2, 3)
    street.bad, street.words = {1}, "\x00 odd \ud800"
    street.drain()
    with scope(1):
        buried = dead.page([1])
        replayed = dead.replay([1], "c")
        (left,) = dead.page([1])

    assert street.got == [2, 3]
    assert [row.error for row in (*buried, left)] == ["ValueError:  odd "] * 2
    assert "ValueError:  odd " in buried[0].trace
    assert len(replayed.failed) == 1


def test_replay_of_chosen_events_leaves_the_others(street):
    say(1, 2)
    street.bad = {1, 2}
    street.drain()
    street.bad = set()

    with scope(1):
        chosen = next(row for row in dead.page([1]) if row.key == 1)
        dead.replay([1], "c", [chosen.event_id])

    assert dead_numbers(1) == [2]


def test_replay_and_discard_never_touch_another_organisation(street):
    say(1, org=1)
    say(1, org=2)
    street.bad = {1}
    street.drain()
    street.bad, street.got = set(), []
    with scope(2):
        foreign = dead.page([2])[0].event_id

    with scope(1):
        assert dead.replay([1], "c", [foreign]).done == []
        assert dead.discard([1], "c", [foreign]) == []
        assert dead.get([1], "c", foreign) is None
        assert dead.counts([1]) == {"c": 1}
        assert dead.replay([1], "c").failed == []

    assert street.got == [1]
    assert dead_numbers(1, 2) == [1]


def test_replay_waits_until_the_worker_has_finished_the_same_shard(street):
    say(1)
    street.bad = {1}
    street.drain()
    street.bad = set()
    results: list[object] = []

    def replay_elsewhere():
        try:
            with scope(1):
                db.run("set local lock_timeout = '200ms'")
                results.append(dead.replay([1], "c").done)
        except psycopg.errors.LockNotAvailable as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    with transaction.atomic():
        db.rows("select shard from event_cursor where consumer = 'c' for update")
        thread = threading.Thread(target=replay_elsewhere)
        thread.start()
        thread.join()

    assert results == ["LockNotAvailable"]
    assert dead_numbers(1) == [1]


def test_replay_for_a_consumer_that_is_gone_says_so(street):
    with scope(1), pytest.raises(rewind.NoSuchConsumer):
        dead.replay([1], "nobody")


def test_discarded_event_is_gone_for_this_consumer_only(street):
    say(1)
    street.bad = {1}
    street.drain()

    with scope(1):
        event_id = dead.page([1])[0].event_id
        assert dead.discard([1], "c", [event_id]) == [event_id]
        assert dead.page([1]) == []
        assert db.value("select count(*) from event_log where organisation_id = 1") == 1


def test_pages_of_dead_events_follow_each_other(street):
    say(*range(5))
    street.bad = set(range(5))
    street.drain()

    with scope(1):
        first = dead.page([1], limit=3)
        second = dead.page([1], before=(first[2].event_id, "c"), limit=3)

    assert len(first) == 4
    assert [row.event_id for row in first[3:]] == [row.event_id for row in second[:1]]
    assert len(second) == 2
