"""The log as its users see it: order, exactly once, poison, crashes, rewind."""

import threading

import pytest
from django.db import connection, transaction

from changlai.kernel import db
from changlai.kernel.events import Event, publish, thread_key
from changlai.kernel.events.reader import Reader
from changlai.kernel.events.registry import Consumer
from changlai.kernel.tenancy import organisation_id, scope
from changlai.kernel.worker import Worker, open_board

pytestmark = pytest.mark.django_db(transaction=True)


class Happened(Event, frozen=True, kw_only=True):
    """Something of no meaning, for these tests."""

    number: int
    text: str = ""


def say(*numbers, org=1, key=None):
    with scope(org):
        publish(*(Happened(organisation_id=org, key=n if key is None else key, number=n) for n in numbers))


def reader(handle, *, name="test", limit=500, board=None, holder="w"):
    found = Reader(Consumer(name, (Happened,), handle, limit), holder=holder, board=board)
    found.register()
    return found


def drain(one):
    while one.run_once():
        pass


def dead():
    with scope(1):
        return [row[0] for row in db.rows("select (body->>'number')::int from event_dead order by event_id")]


def test_consumer_gets_every_event_once_in_order_of_its_key():
    say(1, 2, 3, key=7)
    say(4, key=7)
    got: list[int] = []

    one = reader(lambda events: got.extend(e.number for e in events))
    drain(one)
    drain(one)

    assert got == [1, 2, 3, 4]


def test_handler_is_scoped_to_the_organisations_of_its_batch():
    say(1, org=5)
    seen = []

    def look(_):
        seen.append((organisation_id(), db.value("select current_setting('app.organisations')")))

    drain(reader(look))

    assert seen == [(5, "{5}")]


def test_rolled_back_savepoint_takes_its_events_with_it():
    def fail():
        with transaction.atomic():
            publish(Happened(organisation_id=1, key=1, number=2))
            raise ZeroDivisionError

    with scope(1):
        publish(Happened(organisation_id=1, key=1, number=1))
        with pytest.raises(ZeroDivisionError):
            fail()
    got: list[int] = []

    drain(reader(lambda events: got.extend(e.number for e in events)))

    assert got == [1]


def test_failed_scope_publishes_nothing():
    def fail():
        with scope(1):
            publish(Happened(organisation_id=1, key=1, number=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    got: list[int] = []

    drain(reader(lambda events: got.extend(e.number for e in events)))

    assert got == []


def test_poison_is_bisected_into_a_dead_letter_and_the_rest_goes_on():
    say(*range(20))
    got: list[int] = []

    def handle(events):
        if any(e.number == 13 for e in events):
            raise ValueError("poison")
        got.extend(e.number for e in events)

    drain(reader(handle))

    assert sorted(set(got)) == [n for n in range(20) if n != 13]
    assert dead() == [13]


def test_events_published_by_a_failing_half_are_not_written():
    say(1, 2, key=8)

    def handle(events):
        publish(*(Happened(organisation_id=1, key=8, number=100 + e.number) for e in events if e.number < 100))
        if any(e.number == 2 for e in events):
            raise ValueError("poison")

    one = reader(handle)
    drain(one)

    with scope(1):
        assert [r[0] for r in db.rows("select (body->>'number')::int from event_log order by id")] == [1, 2, 101]


def test_uncommitted_publisher_holds_the_horizon_back():
    say(1, key=1)
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            with scope(1):
                publish(Happened(organisation_id=1, key=1, number=2))
            entered.set()
            leave.wait(60)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait(60)
    say(3, key=1)
    got: list[int] = []
    one = reader(lambda events: got.extend(e.number for e in events))

    drain(one)
    before = list(got)
    leave.set()
    thread.join()
    drain(one)

    assert before == [1]
    assert got == [1, 2, 3]


def test_event_that_kills_its_worker_again_and_again_is_parked_and_its_neighbours_are_not():
    say(*range(16), key=1)
    got: list[int] = []

    class Killed(BaseException):
        """Stands for kill -9: nothing of the worker's Python runs afterwards."""

    def handle(events):
        if any(e.number == 5 for e in events):
            raise Killed
        got.extend(e.number for e in events)

    deaths = 0
    with open_board() as board:
        for attempt in range(60):
            try:
                drain(reader(handle, board=board, holder=f"w{attempt}"))
                break
            except Killed:
                deaths += 1

    assert got == [n for n in range(16) if n != 5]
    assert dead() == [5]
    assert deaths <= 6


def test_workers_that_die_of_something_else_park_nothing():
    say(*range(16), key=1)
    got: list[int] = []

    with open_board() as board:
        for attempt in range(4):  # each is killed after it noted down the batch, before it knows that care is due
            one = reader(got.extend, board=board, holder=f"w{attempt}")
            with transaction.atomic():
                shards, starts, ends, _ = one._claim(None)
                board.execute(
                    "select event_take_up(%s, %s, %b::smallint[], %b::bigint[], %b::bigint[], false)",
                    (one.consumer.name, one.holder, shards, starts, ends),
                )
                transaction.set_rollback(True)
        drain(reader(lambda events: got.extend(e.number for e in events), board=board, holder="last"))

    assert got == list(range(16))
    assert dead() == []


def test_thread_key_is_stable_and_positive():
    assert thread_key("7", "wmX") == thread_key("7", "wmX") > 0
    assert thread_key("7", "wmX") != thread_key("7wm", "X")


def test_wrong_organisation_cannot_read_the_log():
    say(1, org=1)

    with scope(2):
        assert db.value("select count(*) from event_log") == 0


class Murmured(Event, frozen=True, kw_only=True):
    """Something nobody here listens to."""


def murmur(count):
    with scope(1):
        publish(*(Murmured(organisation_id=1, key=8) for _ in range(count)))


def test_batch_counts_only_events_its_consumer_reads():
    murmur(3)
    say(1, key=8)
    murmur(2)
    say(2, 3, key=8)
    sizes = []

    one = reader(lambda events: sizes.append([e.number for e in events]), limit=2)
    drain(one)

    assert sizes == [[1, 2], [3]]


def test_events_of_other_kinds_are_passed_without_calling_the_handler():
    murmur(40)
    called = []

    one = reader(called.append, limit=1)
    steps = 0
    while one.run_once():
        steps += 1

    assert (called, steps) == ([], 5)
    assert db.value("select min(after) from event_cursor where consumer = 'test' and shard = 0") == db.value(
        "select event_position()"
    )


def test_sweep_visits_only_consumers_with_work():
    idle, busy = reader(list, name="idle"), reader(list, name="busy")
    say(1, key=8)
    drain(idle)

    with open_board() as board:
        assert Worker._with_work(board, [idle, busy]) == [busy]


def test_sweep_finds_what_lies_behind_much_that_nobody_wants():
    one = reader(list, name="one")
    murmur(40)
    say(1, key=8)

    with open_board() as board:
        assert Worker._with_work(board, [one]) == [one]


def test_sweep_passes_what_nobody_wants_and_leaves_the_rest_alone():
    one = reader(list, name="one")
    murmur(40)
    end = db.value("select event_position()")

    with open_board() as board:
        assert Worker._with_work(board, [one]) == []
        passed = {row[0] for row in db.rows("select after from event_cursor where consumer = 'one'")}
        say(1, key=8)
        murmur(5)
        assert Worker._with_work(board, [one]) == [one]

    assert max(passed) == end
    assert db.value("select max(after) from event_cursor where consumer = 'one' and shard = 0") <= end
