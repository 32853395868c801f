"""What is ordered together and takes long is shared out to all workers."""

import threading

import pytest

from changlai.kernel import db
from changlai.kernel.jobs import Job, NewJob, add, registry
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_that_claim_one_by_one_share_what_is_ordered_together(monkeypatch):
    started, going_on = threading.Semaphore(0), threading.Event()

    def wait(_job: Job) -> None:
        started.release()
        going_on.wait(10)

    handlers = {"test": registry.Handler("test", "q", wait, inside=False, seconds=5.0, attempts=3)}
    monkeypatch.setattr("changlai.kernel.jobs.runner.handlers", lambda: handlers)
    with scope(1):
        add("q", [NewJob(1, "test", {"n": n}) for n in range(3)])
    first, second = (Runner("q", holder=holder, crew=Crew(3, at_once=1)) for holder in ("a", "b"))

    claimed = [one.run_once() for one in (first, second, first, second)]
    for _ in range(3):
        assert started.acquire(timeout=10)
    going_on.set()
    first.close()
    second.close()

    with scope(1):
        left = db.value("select count(*) from lease")
    assert (claimed, left) == ([1, 1, 1, 0], 0)
