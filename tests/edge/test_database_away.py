"""The database goes away under the running process and comes back: nothing is acknowledged that was not stored."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from psycopg import sql

from changlai.channels.adapters.webhook.tests import support as webhook
from changlai.channels.models import Delivery
from changlai.kernel.tenancy import scope
from tests.edge.server import Answer, Server
from tests.support.database import TestDatabase
from tests.support.house import Firm
from tests.support.patience import until

pytestmark = pytest.mark.slow


@contextmanager
def away(database: TestDatabase) -> Iterator[None]:
    """Nobody may connect, and whoever was connected is thrown out."""
    name = sql.Identifier(database.name)
    connections.close_all()
    with psycopg.connect(database.cluster.admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("alter database {} allow_connections false").format(name))
        try:
            admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (database.name,))
            yield
        finally:
            admin.execute(sql.SQL("alter database {} allow_connections true").format(name))


def call(server: Server, firm: Firm, event_id: str) -> Answer:
    now = timezone.now()
    body = webhook.event(id=event_id, occurred_at=now.isoformat())
    headers = webhook.sign(body, now=now, secret=firm.account.settings["secret"])
    return server.ask(f"/hooks/webhook/{firm.account.hook_key}", method="POST", body=body, headers=headers)


def stored(firm: Firm) -> list[str]:
    with scope(firm.id):
        return [str(json.loads(bytes(row.payload))["id"]) for row in Delivery.objects.order_by("id")]


def test_platform_is_told_to_come_again_and_what_it_then_brings_is_stored(server, firm, test_database):
    assert call(server, firm, "e1").status == 200

    with away(test_database):
        started = time.monotonic()
        refused = call(server, firm, "e2")
        waited = time.monotonic() - started
        ready, health = server.ask("/readyz"), server.ask("/healthz")
        figures = server.ask("/metrics")
    until(lambda: server.ask("/readyz").status == 200)
    again = call(server, firm, "e2")

    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    assert waited < 5  # a platform hangs up after five seconds
    assert (ready.status, health.status) == (503, 200)
    assert b"database: " in ready.body
    assert figures.body.endswith(b"changlai_database_up 0\n")
    assert again.status == 200
    assert stored(firm) == ["e1", "e2"]


def test_first_call_after_a_short_outage_is_answered_on_a_new_connection(server, firm, test_database):
    assert call(server, firm, "e1").status == 200

    with away(test_database):
        pass

    assert call(server, firm, "e2").status == 200
    assert stored(firm) == ["e1", "e2"]
