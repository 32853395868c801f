"""The worker's own loops: who is looked at, and when."""

import threading

import pytest
from django.db import connection

from changlai.kernel import worker as module
from changlai.kernel.events import publish, registry
from changlai.kernel.events.registry import Consumer
from changlai.kernel.tenancy import organisation_id
from changlai.kernel.tests.street import Noted, say
from changlai.kernel.worker import Worker
from tests.support.patience import until

pytestmark = pytest.mark.django_db(transaction=True)


class Heard(Noted, frozen=True, kw_only=True):
    """What follows from it."""


def test_what_comes_while_a_busy_consumer_goes_on_is_not_slept_over(monkeypatch):
    """After a full batch only who had it is asked again; that there is nothing for it says nothing of the others."""
    monkeypatch.setattr(module, "POLL", 600.0)
    worker, heard = Worker(), list[int]()

    def tell(events: list[Noted]) -> None:
        publish(*(Heard(organisation_id=organisation_id(), key=one.key, number=one.number) for one in events))
        worker.bells["events"].set()  # as the listener does

    def hear(events: list[Heard]) -> None:
        heard.extend(one.number for one in events)

    known = (
        Consumer("1 tells", (Noted,), tell),
        Consumer("2 is busy", (Noted,), lambda _events: None, limit=2),
        Consumer("3 hears", (Heard,), hear),
    )
    monkeypatch.setattr(registry, "_consumers", {one.name: one for one in known})
    monkeypatch.setattr("changlai.kernel.discovery.rooms", lambda _: [])
    say(1)

    def run() -> None:
        try:
            worker._events()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        until(lambda: heard == [1], "nobody heard it")
    finally:
        worker.stopping.set()
        worker.bells["events"].set()
        thread.join()
