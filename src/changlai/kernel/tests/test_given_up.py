"""Whoever waits for a job is told when it is given up, however it came to that."""

import pytest

from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import NewJob, Permanent, RetryIn, add, registry
from changlai.kernel.jobs.runner import MAX_CRASHES, Crew, Runner
from changlai.kernel.sentences import NO_HANDLER
from changlai.kernel.tenancy import organisation_id, scope
from changlai.kernel.tests.street import Street, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told():
    """What was told: organisation, number of the job, error."""
    return []


@pytest.fixture
def declare(monkeypatch, told):
    """Declares the one kind of job of this test."""
    handlers: dict[str, registry.Handler] = {}
    monkeypatch.setattr("changlai.kernel.jobs.runner.handlers", lambda: handlers)

    def tell(job, error):
        told.append((organisation_id(), job.body["n"], error))

    def declared(error, *, inside=True, given_up=tell):
        def fail(_):
            raise error

        handlers["test"] = registry.Handler("test", "q", fail, inside, 5.0, 2, given_up)

    return declared


def order(number=1, org=1):
    with scope(org):
        add("q", [NewJob(org, "test", {"n": number})])


def run():
    one = Runner("q", holder="w", crew=Crew(1))
    one.run_once()
    one.close()
    with scope(1, 2):
        db.run("update lease set due = clock_timestamp() where state = 'ready'")
        return db.rows("select state, error from lease order by id")


@pytest.mark.parametrize("inside", [True, False])
def test_what_fails_for_good_is_told_at_once(declare, told, inside):
    declare(Permanent("Never."), inside=inside)
    order()

    assert run() == [("dead", "Permanent: Never.")]
    assert told == [(1, 1, "Permanent: Never.")]


def test_what_is_tried_again_is_told_at_its_last_try_only(declare, told):
    declare(ValueError("no"))
    order()

    first, told_first = run(), list(told)
    second = run()

    assert (first, told_first) == ([("ready", "ValueError: no")], [])
    assert (second, told) == ([("dead", "ValueError: no")], [(1, 1, "ValueError: no")])


def test_what_only_waits_is_not_told(declare, told):
    declare(RetryIn(1.0))
    order()

    assert (run()[0][0], run()[0][0], told) == ("ready", "ready", [])


def test_a_refusal_is_kept_with_its_rule_and_sentence(declare):
    declare(Refusal("The disk is full.", rule="file.no_space"))
    order()

    assert run() == [("ready", "file.no_space: The disk is full.")]


def test_what_costs_worker_after_worker_is_told_and_not_run(declare, told):
    declare(Permanent("it ran"))
    order()
    with scope(1):
        db.run(
            "update lease set crashes = %s, holder = 'gone', due = clock_timestamp() - interval '1 second'",
            (MAX_CRASHES - 1,),
        )

    assert run() == [("dead", f"WorkerVanished: its worker died {MAX_CRASHES} times")]
    assert told == [(1, 1, f"WorkerVanished: its worker died {MAX_CRASHES} times")]


def test_each_organisation_is_told_of_its_own(declare, told):
    declare(Permanent("Never."))
    order(1, org=1)
    order(2, org=2)

    run()

    assert sorted(told) == [(1, 1, "Permanent: Never."), (2, 2, "Permanent: Never.")]


def test_what_goes_wrong_over_the_telling_keeps_no_job_alive(declare):
    def clumsy(job, error):
        say(1)
        raise ZeroDivisionError

    declare(Permanent("Never."), given_up=clumsy)
    order()
    street = Street()

    assert run() == [("dead", "Permanent: Never.")]
    street.drain()
    assert street.got == []


def test_what_is_published_over_it_is_written(declare):
    declare(Permanent("Never."), given_up=lambda *_: say(7))
    order()
    street = Street()

    run()
    street.drain()

    assert street.got == [7]


def test_work_that_nobody_knows_is_given_up_in_words(declare):
    order()

    assert run() == [("dead", f"Permanent: {NO_HANDLER} test")]
