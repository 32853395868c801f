"""Jobs as their users see them: once, in time, again after a crash, fair."""

import threading
import time

import pytest
from django.db import connection

from changlai.kernel import db
from changlai.kernel.jobs import (
    Job,
    LostLease,
    NewJob,
    Permanent,
    RetryIn,
    add,
    completing,
    hold,
    registry,
)
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.jobs.rush import Rush
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def declared(monkeypatch):
    """A registry of this test alone."""
    handlers: dict[str, registry.Handler] = {}
    monkeypatch.setattr("changlai.kernel.jobs.runner.handlers", lambda: handlers)

    def declare(kind, run, *, inside=True, attempts=3):
        handlers[kind] = registry.Handler(kind, "q", run, inside, 5.0, attempts)

    return declare


def order(*numbers, org=1, key=None, delay=0.0):
    with scope(org):
        add("q", [NewJob(org, "test", {"n": n}, key, delay) for n in numbers])


def rows():
    with scope(1, 2):
        return db.rows("select (body->>'n')::int, state, attempts, crashes from lease order by id")


def runner(holder="w"):
    return Runner("q", holder=holder, crew=Crew(2), limit=100)


def test_jobs_are_done_together_and_gone(declared):
    done: list[object] = []
    declared("test", lambda jobs: done.append([j.body["n"] for j in jobs]))
    order(1, 2, 3)

    assert runner().run_once() == 3

    assert done == [[1, 2, 3]]
    assert rows() == []


def test_job_of_a_rolled_back_transaction_does_not_exist(declared):
    def order_and_fail():
        with scope(1):
            add("q", [NewJob(1, "test", {"n": 1})])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        order_and_fail()

    assert rows() == []


def test_delayed_job_waits_for_the_database_clock(declared):
    done: list[object] = []
    declared("test", done.extend)
    order(1, delay=0.4)

    first = runner().run_once()
    time.sleep(0.5)
    second = runner().run_once()

    assert (first, second) == (0, 1)


def test_one_bad_job_does_not_take_its_neighbours_along(declared):
    done: list[object] = []

    def handle(jobs):
        if any(j.body["n"] == 2 for j in jobs):
            raise ValueError("bad")
        done.extend(j.body["n"] for j in jobs)

    declared("test", handle)
    order(1, 2, 3)

    runner().run_once()

    assert done == [1, 3]
    assert rows() == [(2, "ready", 1, 0)]


def test_what_nobody_waits_for_is_done_by_fewer_while_events_pile_up(declared, monkeypatch):
    monkeypatch.setattr("changlai.kernel.jobs.runner.RUSH", rush := Rush())
    go_on = threading.Event()
    declared("test", lambda _job: go_on.wait(60), inside=False)
    order(1, 2, 3, 4)
    one = Runner("q", holder="w", crew=Crew(3, in_a_rush=1))

    rush.go_on()
    in_a_rush = one.run_once()
    monkeypatch.setattr(rush, "_until", 0.0)
    after_it = one.run_once()
    go_on.set()
    one.close()

    assert (in_a_rush, after_it) == (1, 2)
    assert [row[0] for row in rows()] == [4]


def test_permanent_failure_is_a_dead_letter_at_once(declared):
    def handle(_):
        raise Permanent("never")

    declared("test", handle, inside=False)
    order(1)

    one = runner()
    one.run_once()
    one.close()

    assert rows() == [(1, "dead", 1, 0)]


def test_unique_key_makes_the_second_order_a_no_op(declared):
    order(1, key="k")
    order(2, key="k")

    assert [row[0] for row in rows()] == [1]


def test_same_key_twice_in_one_call_is_one_job():
    with scope(1):
        add("q", [NewJob(1, "test", {"n": n}, "k") for n in (1, 2)] + [NewJob(1, "test", {"n": n}) for n in (3, 4)])

    assert sorted(row[0] for row in rows()) == [2, 3, 4]


def test_order_for_a_running_job_runs_it_once_more(declared):
    done: list[object] = []

    def handle(job):
        done.append(job.body["n"])
        if len(done) == 1:
            order(1, key="k")

    declared("test", handle, inside=False)
    order(1, key="k")
    one = runner()

    for _ in range(3):
        one.run_once()
        time.sleep(0.1)
    one.close()

    assert done == [1, 1]
    assert rows() == []


def test_claimed_job_whose_thread_has_not_begun_is_done_before_the_end(declared):
    done: list[object] = []
    declared("test", done.append, inside=False)
    order(1)
    one, gate = runner(), threading.Event()
    for _ in range(one.crew.threads):
        one.pool.submit(gate.wait)
    one.run_once()

    closing = threading.Thread(target=one.close)
    closing.start()
    while not one.pool._shutdown:
        time.sleep(0.001)
    with one.pool._shutdown_lock:  # whatever closing does to those that wait is done
        gate.set()
    closing.join()

    assert len(done) == 1
    assert rows() == []


def test_order_for_a_waiting_job_brings_it_forward(declared):
    done: list[Job] = []
    declared("test", done.extend)
    order(1, key="k", delay=60.0)

    order(2, key="k")

    assert (runner().run_once(), [job.body["n"] for job in done]) == (1, [2])


@pytest.mark.parametrize("error", [RetryIn(60.0), ValueError("away")])
def test_order_for_a_job_that_failed_does_not_shorten_its_wait(declared, error):
    def handle(jobs):
        raise error

    declared("test", handle, attempts=8)
    with scope(1):
        add("q", [NewJob(1, "test", {"n": 1}, "k")])
        db.run("update lease set attempts = 2")
    runner().run_once()

    order(1, key="k")

    assert runner().run_once() == 0
    assert rows() == [(1, "ready", 2 if isinstance(error, RetryIn) else 3, 0)]


def test_order_for_a_dead_job_revives_it_with_a_clean_record(declared):
    done: list[object] = []
    declared("test", done.extend)
    order(1, key="k")
    with scope(1):
        db.run("update lease set state = 'dead', attempts = 8, error = 'bad', due = due + interval '1 hour'")

    order(1, key="k")

    assert (runner().run_once(), len(done), rows()) == (1, 1, [])


def test_vanished_worker_counts_as_a_crash_and_its_job_is_claimed_singly(declared):
    done: list[list[int]] = []
    declared("test", lambda jobs: done.append([j.body["n"] for j in jobs]))
    order(1, 2, 3)
    with scope(1):
        db.run("update lease set holder = 'gone', due = clock_timestamp() - interval '1 second'")
        db.run("update lease set crashes = 0")
    db.rows("select id from lease_claim('q', 'other', 100, 0.0)")
    connection.close()
    time.sleep(0.05)

    while runner().run_once():
        pass

    assert sorted(done) == [[1], [2], [3]]


def test_overslept_worker_keeps_nothing(declared):
    order(1)
    claimed = db.value("select id from lease_claim('q', 'slow', 1, 0.0)")
    job = Job(claimed, 1, "test", {"n": 1}, 0, 0, "slow")
    db.rows("select id from lease_claim('q', 'fast', 1, 30)")

    with pytest.raises(LostLease), completing(job):
        pytest.fail("the effect of a lost lease must not run")


def test_job_that_needs_longer_is_held_longer_and_never_shorter():
    order(1)
    claimed = db.value("select id from lease_claim('q', 'slow', 1, 60)")
    job = Job(claimed, 1, "test", {"n": 1}, 0, 0, "slow")
    left = []

    with scope(1):
        for seconds in (1, 600):
            hold(job, seconds)
            left.append(db.value("select extract(epoch from due - clock_timestamp())::float from lease"))

    assert 0 < left[0] <= 60 < left[1] <= 600


def test_job_of_somebody_else_is_not_held():
    order(1)
    claimed = db.value("select id from lease_claim('q', 'slow', 1, 0.0)")
    db.rows("select id from lease_claim('q', 'fast', 1, 30)")

    with pytest.raises(LostLease), scope(1):
        hold(Job(claimed, 1, "test", {"n": 1}, 0, 0, "slow"), 600)

    with scope(1):
        assert db.value("select extract(epoch from due - clock_timestamp())::float from lease") <= 30


def test_small_organisations_are_not_starved(declared):
    done: list[object] = []
    declared("test", lambda jobs: done.extend(j.organisation_id for j in jobs))
    order(*range(500), org=1)
    order(1, org=2)

    runner().run_once()

    assert 2 in done
