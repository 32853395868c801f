"""Work that comes round by the clock: due when it should be, run once, an error kept on its row."""

from datetime import UTC, datetime, time, timedelta

import psycopg
import pytest
from django.utils import timezone

from changlai.kernel import cron, db, tenancy
from changlai.kernel.cron import Entry, SomeFailed

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    """The only entries are a test's own; what ran is in the list."""
    entries: dict[str, Entry] = {}
    ran: list[str] = []
    monkeypatch.setattr(cron, "entries", lambda: entries)

    def declare(name, every=timedelta(minutes=5), offset=timedelta(), error=None):
        def run():
            ran.append(name)
            if error:
                raise error

        entries[name] = Entry(name, every, offset, run)
        cron.register_all()
        return ran

    db.run("delete from cron")
    return declare


def row(name):
    return db.rows("select every, next, last, error, holder from cron where name = %s", (name,))[0]


def make_due(*names):
    db.run("update cron set next = clock_timestamp() - interval '1 second' where name = any(%s)", (list(names),))


def test_frequent_work_begins_within_a_minute(clock):
    clock("often", every=timedelta(seconds=20))
    clock("hourly", every=timedelta(hours=1))

    now = timezone.now()
    assert row("often")[1] - now < timedelta(seconds=21)
    assert row("hourly")[1] - now < timedelta(seconds=61)


@pytest.mark.parametrize("hours", [-1, 1])
def test_daily_work_has_its_hour_today_or_else_tomorrow(clock, hours):
    now = timezone.now()
    midnight = datetime.combine(now.date(), time(), UTC)
    offset = (now - midnight + timedelta(hours=hours)) % DAY

    clock("daily", every=DAY, offset=offset)

    due = row("daily")[1]
    assert now < due <= now + DAY + timedelta(seconds=1)
    assert (due - midnight) % DAY == offset


def test_changed_interval_takes_effect_and_the_next_time_stays(clock):
    clock("work", every=timedelta(minutes=5))
    before = row("work")[1]

    clock("work", every=timedelta(minutes=9))

    assert row("work")[:2] == (timedelta(minutes=9), before)


def test_due_work_runs_once_and_is_set_forward(clock):
    ran = clock("work")
    make_due("work")

    assert (cron.run_due("a"), cron.run_due("b")) == (1, 0)

    every, following, last, error, holder = row("work")
    assert ran == ["work"]
    assert following > timezone.now() + every - timedelta(seconds=5)
    assert (last is not None, error, holder) == (True, None, None)


def test_work_that_was_missed_for_days_runs_once_and_keeps_its_hour(clock):
    ran = clock("work", every=DAY, offset=timedelta(hours=3, minutes=17))
    db.run("update cron set next = next - interval '4 days'")
    due = row("work")[1]

    assert (cron.run_due("a"), cron.run_due("a")) == (1, 0)

    assert ran == ["work"]
    assert timezone.now() < row("work")[1] <= timezone.now() + DAY
    assert (row("work")[1] - due) % DAY == timedelta()


def test_error_is_kept_on_its_row_and_stops_nobody(clock):
    clock("bad", error=ValueError("no \x00luck\ud800"))
    ran = clock("good")
    make_due("bad", "good")

    cron.run_due("a")

    assert sorted(ran) == ["bad", "good"]
    assert (row("bad")[3], row("good")[3]) == ("ValueError: no luck", None)


def test_run_that_was_cut_short_comes_in_the_next_round_and_keeps_its_hour(clock):
    clock("nightly", every=DAY, offset=timedelta(hours=3), error=psycopg.errors.LockNotAvailable("busy"))
    ran = clock("other")
    make_due("nightly", "other")
    due = row("nightly")[1]

    cut = cron.run_due("a")
    between = row("nightly")
    clock("nightly", every=DAY, offset=timedelta(hours=3))
    again = cron.run_due("b")

    assert (cut, again, ran) == (2, 1, ["nightly", "other", "nightly"])
    assert (between[1], between[3:]) == (due, (None, None))
    assert row("nightly")[1:] == (due + DAY, row("nightly")[2], None, None)


def test_what_a_worker_had_when_the_database_went_away_it_runs_when_it_is_back(clock):
    ran = clock("work")
    make_due("work")
    db.run("update cron set holder = 'a', last = clock_timestamp()")

    others = cron.run_due("b")
    cron.let_go("a")
    own = cron.run_due("a")

    assert (others, own, ran) == (0, 1, ["work"])


def test_what_a_worker_had_who_vanished_is_run_when_its_lease_is_over(clock):
    ran = clock("work")
    make_due("work")
    db.run("update cron set holder = 'gone', last = clock_timestamp()")

    early = cron.run_due("b")
    db.run("update cron set last = last - %s::interval", (cron.LEASE,))
    late = cron.run_due("b")

    assert (early, late, ran) == (0, 1, ["work"])


def test_worker_whose_lease_ran_out_leaves_the_row_to_its_heir(clock):
    clock("work")
    make_due("work")
    db.run("update cron set holder = 'heir', last = clock_timestamp()")
    before = row("work")

    db.run(cron._SET_FORWARD, ("late", "work", "sleeper"))

    assert row("work") == before


def test_work_of_another_program_is_left_alone(clock):
    clock("mine")
    db.run("insert into cron (name, every, next) values ('theirs', '1 hour', clock_timestamp() - interval '1 hour')")

    assert cron.run_due("a") == 0


def test_error_in_one_organisation_stops_no_other_and_is_told_at_the_end():
    done: list[tuple[int, tuple[int, ...]]] = []

    def work(organisation_id):
        if organisation_id == 2:
            raise ValueError("its own fault")
        done.append((organisation_id, tuple(tenancy.organisations())))

    with pytest.raises(SomeFailed) as caught:
        cron.in_each([1, 2, 3], work)

    assert done == [(1, (1,)), (3, (3,))]
    assert str(caught.value) == "organisation 2: ValueError: its own fault"


def test_database_that_goes_away_ends_the_round_at_once():
    tried: list[int] = []

    def work(organisation_id):
        tried.append(organisation_id)
        raise psycopg.OperationalError("server closed the connection")

    with pytest.raises(psycopg.OperationalError):
        cron.in_each([1, 2], work)

    assert tried == [1]
