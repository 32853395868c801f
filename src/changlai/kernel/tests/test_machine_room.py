"""Dead letters, rewind and backlog as their users see them."""

import threading
from datetime import timedelta

import msgspec
import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from changlai.kernel import backlog, db
from changlai.kernel.events import Event, dead, publish, registry, rewind
from changlai.kernel.events.reader import Reader
from changlai.kernel.events.registry import Consumer
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.jobs import dead as dead_jobs
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)


class Noted(Event, frozen=True, kw_only=True):
    """Something of no meaning, for these tests."""

    number: int


def say(*numbers, org=1):
    with scope(org):
        publish(*(Noted(organisation_id=org, key=n, number=n) for n in numbers))


@pytest.fixture
def house(monkeypatch):
    """A house with one consumer ``c`` that refuses the numbers in ``bad`` and keeps the others in ``got``."""
    state = type("State", (), {"bad": set(), "got": []})()

    def handle(events):
        if any(e.number in state.bad for e in events):
            raise ValueError("cannot read it")
        state.got.extend(e.number for e in events)

    consumer = Consumer("c", (Noted,), handle)
    monkeypatch.setattr(registry, "_consumers", {"c": consumer})
    monkeypatch.setattr("changlai.kernel.discovery.rooms", lambda _: [])
    state.reader = Reader(consumer, holder="w", board=None)
    state.reader.register()
    return state


def drain(house):
    while house.reader.run_once():
        pass


def dead_numbers(*orgs):
    with scope(*orgs):
        return sorted(msgspec.json.decode(row.body)["number"] for row in dead.page(orgs))


def test_replay_handles_a_dead_event_and_takes_it_off_the_list(house):
    say(1, 2, 3)
    house.bad = {2}
    drain(house)
    assert dead_numbers(1) == [2]
    house.bad, house.got = set(), []

    with scope(1):
        replayed = dead.replay([1], "c")

    assert (house.got, dead_numbers(1)) == ([2], [])
    assert len(replayed.done) == 1
    assert replayed.failed == []


def test_replay_keeps_what_fails_again_with_its_new_error(house):
    say(1, 2, 3)
    house.bad = {1, 2}
    drain(house)
    house.bad, house.got = {2}, []

    with scope(1):
        replayed = dead.replay([1], "c")
        left = dead.page([1])

    assert house.got == [1]
    assert [row.error for row in left] == ["ValueError: cannot read it"]
    assert (len(replayed.done), len(replayed.failed)) == (1, 1)


def test_replay_of_chosen_events_leaves_the_others(house):
    say(1, 2)
    house.bad = {1, 2}
    drain(house)
    house.bad = set()

    with scope(1):
        chosen = next(row for row in dead.page([1]) if row.key == 1)
        dead.replay([1], "c", [chosen.event_id])

    assert dead_numbers(1) == [2]


def test_replay_and_discard_never_touch_another_organisation(house):
    say(1, org=1)
    say(1, org=2)
    house.bad = {1}
    drain(house)
    house.bad, house.got = set(), []
    with scope(2):
        foreign = dead.page([2])[0].event_id

    with scope(1):
        assert dead.replay([1], "c", [foreign]).done == []
        assert dead.discard([1], "c", [foreign]) == []
        assert dead.get([1], "c", foreign) is None
        assert dead.counts([1]) == {"c": 1}
        assert dead.replay([1], "c").failed == []

    assert house.got == [1]
    assert dead_numbers(1, 2) == [1]


def test_replay_waits_until_the_worker_has_finished_the_same_shard(house):
    say(1)
    house.bad = {1}
    drain(house)
    house.bad = set()
    results = []

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


def test_replay_for_a_consumer_that_is_gone_says_so(house):
    with scope(1), pytest.raises(rewind.NoSuchConsumer):
        dead.replay([1], "nobody")


def test_discarded_event_is_gone_for_this_consumer_only(house):
    say(1)
    house.bad = {1}
    drain(house)

    with scope(1):
        event_id = dead.page([1])[0].event_id
        assert dead.discard([1], "c", [event_id]) == [event_id]
        assert dead.page([1]) == []
        assert db.value("select count(*) from event_log where organisation_id = 1") == 1


def test_pages_of_dead_events_follow_each_other(house):
    say(*range(5))
    house.bad = set(range(5))
    drain(house)

    with scope(1):
        first = dead.page([1], limit=3)
        second = dead.page([1], before=(first[2].event_id, "c"), limit=3)

    assert len(first) == 4
    assert [row.event_id for row in first[3:]] == [row.event_id for row in second[:1]]
    assert len(second) == 2


def test_rewind_makes_the_consumer_read_again_from_there(house):
    say(1, 2)
    middle = db.value("select event_position()")
    say(3, 4)
    drain(house)
    house.got = []

    rewind.rewind("c", position=middle)
    drain(house)

    assert sorted(house.got) == [3, 4]


def test_rewind_never_skips_what_was_not_read_yet(house):
    say(1, 2)

    assert rewind.rewind("c", position=10**9) == 0
    drain(house)

    assert sorted(house.got) == [1, 2]


def test_rewind_to_a_moment_takes_everything_written_since(house):
    say(1)
    moment = timezone.now()
    say(2)
    drain(house)
    house.got = []

    rewind.rewind("c", position=rewind.position_at(moment))
    drain(house)

    assert house.got == [2]
    assert rewind.reaches_back_to() <= moment


def test_rewind_to_the_future_changes_nothing(house):
    say(1)
    drain(house)

    assert rewind.rewind("c", position=rewind.position_at(timezone.now() + timedelta(days=1))) == 0


def test_rewind_waits_for_the_batch_in_hand_and_goes_back_behind_it(house):
    say(1)
    gone_back = []

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
    drain(house)

    assert gone_back == [1]
    assert house.got == [1]


def test_rewind_of_an_unknown_consumer_is_refused(house):
    with pytest.raises(rewind.NoSuchConsumer):
        rewind.rewind("nobody", position=0)


def test_backlog_counts_events_of_all_organisations(house):
    say(1, 2, org=1)
    say(3, org=2)

    before = {lag.consumer: lag for lag in backlog.consumers()}["c"]
    drain(house)
    after = {lag.consumer: lag for lag in backlog.consumers()}["c"]

    assert (before.waiting, before.oldest is None) == (3, False)
    assert (after.waiting, after.oldest) == (0, None)


def test_log_state_names_how_long_the_oldest_writer_holds_it_back():
    say(1)
    ready, done = threading.Event(), threading.Event()

    def write_slowly():
        with scope(1):
            db.run("select event_publish('{1}', '{1}', '{kernel.Noted}', '{\"{}\"}')")
            ready.set()
            done.wait(5)
        connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    ready.wait(5)
    state = backlog.log_state()
    done.set()
    thread.join()

    assert state.held == 1
    assert state.held_seconds > 0
    assert backlog.log_state().held == 0
    assert backlog.log_state().held_seconds is None


def order(*numbers, org=1):
    with scope(org):
        add("q", [NewJob(org, "test", {"n": n}, f"u{n}") for n in numbers])


def kill(*orgs):
    with scope(*orgs):
        db.run("update lease set state = 'dead', attempts = 3, crashes = 1, error = 'Permanent: it is gone'")


def test_revived_job_is_due_with_a_clean_record():
    order(1, 2)
    kill(1)

    with scope(1):
        first = dead_jobs.page([1])[-1]
        assert (first.error, first.attempts) == ("Permanent: it is gone", 3)
        assert dead_jobs.revive([1], [first.id]) == [first.id]
        rows = db.rows(
            "select state, attempts, crashes, error, due <= clock_timestamp() from lease where id = %s", (first.id,)
        )
        left = [job.id for job in dead_jobs.page([1])]

    assert rows == [("ready", 0, 0, None, True)]
    assert left == [first.id + 1]


def test_dead_jobs_of_another_organisation_stay_as_they_are():
    order(1, org=1)
    order(1, org=2)
    kill(1, 2)
    with scope(2):
        foreign = dead_jobs.page([2])[0].id

    with scope(1):
        assert dead_jobs.revive([1], [foreign]) == []
        assert dead_jobs.discard([1], [foreign]) == []
        assert dead_jobs.get([1], foreign) is None

    with scope(2):
        assert [job.id for job in dead_jobs.page([2])] == [foreign]


def test_discarded_job_is_gone():
    order(1)
    kill(1)

    with scope(1):
        job_id = dead_jobs.page([1])[0].id
        assert dead_jobs.discard([1], [job_id]) == [job_id]
        assert db.value("select count(*) from lease") == 0


def test_queue_depths_of_everybody_and_of_one_organisation():
    order(1, 2, org=1)
    order(1, org=2)
    kill(2)

    with scope(1):
        own = backlog.queues_of([1])
    everybody = backlog.queues()

    assert [(q.queue, q.waiting, q.dead) for q in own] == [("q", 2, 0)]
    assert [(q.queue, q.waiting, q.dead) for q in everybody] == [("q", 2, 1)]


def test_prometheus_lines_carry_slugs_and_figures_only(house):
    order(1)
    say(1)

    text = backlog.prometheus(
        db.rows(backlog.CONSUMERS), db.rows(backlog.QUEUES), db.row(backlog.LOG), now=timezone.now()
    ).decode()

    assert 'changlai_consumer_lag_events{consumer="c"} 1\n' in text
    assert 'changlai_queue_waiting{queue="q"} 1\n' in text
    assert "changlai_log_held 0\n" in text
