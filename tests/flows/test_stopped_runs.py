"""A deed with many records that is stopped while a batch of it is under way: it ends with what was done in the end."""

from contextlib import suppress

import pytest
from django.utils import timezone

from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.records import actions, registry
from changlai.records.actions import runs
from changlai.records.enums import RunState
from changlai.records.errors import NothingToTryAgain
from changlai.records.models import DeedRun
from tests.support.house import found_firm
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)

_ENDS = "select body->>'state', (body->>'done_count')::int from event_log where kind = 'records.RunEnded'"


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def run(firm, monkeypatch):
    """Six customers in three batches, to be handed over."""
    monkeypatch.setattr(runs, "BATCH", 2)
    ids = [make_customer(firm, f"C{n}").pk for n in range(6)]
    with scope(firm.id):
        wanted = {"owner": str(firm.admin.pk)}
        kind = registry.kinds()["customer"]
        return actions.begin_run(
            kind=kind, deed="customers.assign", meant=ids, arguments=wanted, by=firm.admin, now=timezone.now()
        )


def ends(firm) -> list[tuple[object, ...]]:
    """State and count of what the log tells of runs that ended."""
    with scope(firm.id):
        return list(db.rows(_ENDS))


def go_on(firm, run) -> None:
    with scope(firm.id):
        actions.work_on(run_id=run.pk, now=timezone.now())


def stop(firm, run) -> None:
    with scope(firm.id):
        actions.cancel_run(run=run, by=firm.admin, now=timezone.now())


def again(firm, run) -> DeedRun:
    with scope(firm.id):
        return DeedRun.objects.get(pk=run.pk)


def test_run_that_is_stopped_over_a_batch_ends_with_it_and_tells_its_true_count(firm, run):
    pages = []

    def look() -> None:
        pages.append(browser(firm.admin).get(f"/o/hemu/records/customer/runs/{run.pk}/").content.decode())

    with scope(firm.id):
        list(Customer.objects.select_for_update().order_by("id"))  # the batch waits for them
        worker = aside(lambda: go_on(firm, run))
        until_it_waits()
        aside(lambda: stop(firm, run)).join()
        stopping = DeedRun.objects.get(pk=run.pk)
        with pytest.raises(NothingToTryAgain):
            actions.retry_run(run=stopping, by=firm.admin, now=timezone.now())
        assert (stopping.state, stopping.ended_at, stopping.done_count) == (RunState.CANCELLED, None, 0)
        assert db.rows(_ENDS) == []
        aside(look).join()
    worker.join()
    look()

    done = again(firm, run)
    assert (done.state, done.done_count, done.failed_count) == (RunState.CANCELLED, 2, 0)
    assert done.ended_at is not None
    assert ends(firm) == [("cancelled", 2)]
    with scope(firm.id):
        assert Customer.objects.filter(owner=firm.admin).count() == 2
    assert ["Stopping" in page for page in pages] == [True, False]
    assert ["every 700ms" in page for page in pages] == [True, False]


def test_run_whose_worker_dies_over_a_batch_after_the_stop_is_ended_by_whoever_comes_next(firm, run):
    with scope(firm.id):
        list(Customer.objects.select_for_update().order_by("id"))
        worker = aside(lambda: _and_die(firm, run))
        until_it_waits()
        aside(lambda: stop(firm, run)).join()
    worker.join()
    before = again(firm, run)

    go_on(firm, run)
    go_on(firm, run)

    done = again(firm, run)
    assert (before.state, before.ended_at) == (RunState.CANCELLED, None)
    assert (done.state, done.done_count, done.ended_at is not None) == (RunState.CANCELLED, 0, True)
    assert ends(firm) == [("cancelled", 0)]


class Died(BaseException):
    """Killed before the commit."""


def _and_die(firm, run) -> None:
    with suppress(Died), scope(firm.id):
        actions.work_on(run_id=run.pk, now=timezone.now())
        _die()


def _die() -> None:
    raise Died


def test_batch_that_was_taken_when_the_run_was_stopped_already_is_left_alone(firm, run):
    go_on(firm, run)
    stop(firm, run)

    go_on(firm, run)

    assert (again(firm, run).done_count, ends(firm)) == (2, [("cancelled", 2)])
