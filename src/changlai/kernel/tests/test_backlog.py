"""What waits in the whole system, counted for pages and for /metrics."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from changlai.kernel import backlog, db
from changlai.kernel.tenancy import scope
from changlai.kernel.tests.street import kill, order, say

pytestmark = pytest.mark.django_db(transaction=True)


def test_backlog_counts_events_of_all_organisations(street):
    say(1, 2, org=1)
    say(3, org=2)

    before = {lag.consumer: lag for lag in backlog.consumers()}["c"]
    street.drain()
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
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    ready.wait(60)
    state = backlog.log_state()
    done.set()
    thread.join()

    assert state.held == 1
    assert (state.held_seconds or 0) > 0
    assert backlog.log_state().held == 0
    assert backlog.log_state().held_seconds is None


def test_queue_depths_of_everybody_and_of_one_organisation():
    order(1, 2, org=1)
    order(1, org=2)
    kill(2)

    with scope(1):
        own = backlog.queues_of([1])
    everybody = backlog.queues()

    assert [(q.queue, q.waiting, q.dead) for q in own] == [("q", 2, 0)]
    assert [(q.queue, q.waiting, q.dead) for q in everybody] == [("q", 2, 1)]


def test_prometheus_lines_carry_slugs_and_figures_only(street):
    order(1)
    say(1)

    log = db.rows(backlog.LOG)[0]
    text = backlog.prometheus(db.rows(backlog.CONSUMERS), db.rows(backlog.QUEUES), log, now=timezone.now()).decode()

    assert 'changlai_consumer_lag_events{consumer="c"} 1\n' in text
    assert 'changlai_queue_waiting{queue="q"} 1\n' in text
    assert "changlai_log_held 0\n" in text
