"""Seconds are counted by one clock, ours; what was old already when it reached us is told, not tried."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.channels import registry
from changlai.channels.contracts import Delivery, UrgentTask
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, work


@pytest.fixture
def ran(monkeypatch):
    """What was tried; the custom channel knows welcomes, and sends each at once."""
    tried: list[UrgentTask] = []

    def send(_desk, task):
        tried.append(task)
        return "sent"

    changed = {slug: replace(channel, urgent=send) for slug, channel in registry.channels().items()}
    monkeypatch.setattr(registry, "channels", lambda: changed)
    return tried


def welcome(firm, *, age):
    """A delivery with a welcome, made ``age`` seconds ago by the platform's clock."""
    task = UrgentTask("welcome", {"welcome_code": "wc"}, 20.0)
    at = timezone.now() - timedelta(seconds=age)
    deliver(firm, Delivery(key=f"w{age}", kind="k", payload=b"", thread="a", occurred_at=at, urgent=task))
    work(["urgent"])


def settled(firm):
    with scope(firm.id):
        rows = db.rows("select body->>'outcome' from event_log where kind = 'channels.WelcomeSettled' order by id")
    return [row[0] for row in rows]


@pytest.mark.parametrize("age", [-300, 0, 25, 300], ids=["platform fast", "same", "ours fast", "ours much faster"])
def test_clocks_that_differ_keep_no_welcome(firm, ran, age):
    welcome(firm, age=age)

    assert settled(firm) == ["sent"]
    assert 0 < ran[0].seconds <= 20


def test_what_is_old_when_it_reaches_us_is_not_tried(firm, ran):
    welcome(firm, age=3600)

    assert (settled(firm), ran) == (["too_late"], [])


def test_what_waited_with_us_for_too_long_is_not_tried(firm, ran):
    task = UrgentTask("welcome", {"welcome_code": "wc"}, 0.0)
    deliver(firm, Delivery(key="w", kind="k", payload=b"", thread="a", occurred_at=timezone.now(), urgent=task))

    work(["urgent"])

    assert (settled(firm), ran) == (["too_late"], [])
