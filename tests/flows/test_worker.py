"""The worker as a process: killed in the middle of a batch, nothing is lost and nothing is done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from changlai.customers.models import Customer, Interaction
from changlai.inbox.models import Conversation, Message
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.database import TestDatabase
from tests.support.house import Firm, deliver, found_firm, later, message
from tests.support.patience import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE, LINES = 40, 15
KILLS = 3  # a fourth at the very same event would rightly park it
# A worker's backend that has written something and has not committed it.
IN_HAND = """
    select count(*) from pg_stat_activity
    where datname = %s and application_name = 'changlai worker' and backend_xid is not null"""


@contextmanager
def worker(database: TestDatabase, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own on the test database; ended at the end, however it comes."""
    environment = os.environ | {"CHANGLAI_DATABASE_URL": database.url, "CHANGLAI_PROCESS": "worker"}
    with log.open("a") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "changlai", "worker"], env=environment, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=60)


def handled(firm: Firm) -> int:
    with scope(firm.id):
        return Message.objects.count()


def test_killed_worker_loses_and_doubles_nothing(test_database, tmp_path):
    firm = found_firm()
    people = [f"u{number:02}" for number in range(PEOPLE)]
    for line in range(LINES):
        deliver(firm, *(message(person, f"{person}-{line:02}", at=later(line)) for person in people))
    log, unfinished = tmp_path / "worker.log", 0

    with psycopg.connect(test_database.cluster.admin_url(), autocommit=True) as admin:

        def in_hand() -> bool:
            row = admin.execute(IN_HAND, (test_database.name,)).fetchone()
            return bool(row and row[0])

        for _ in range(KILLS):
            with worker(test_database, log) as process:
                until(lambda: in_hand() or handled(firm) == PEOPLE * LINES, "the worker began nothing")
                process.send_signal(signal.SIGKILL)
                process.wait(timeout=60)
            unfinished += handled(firm) < PEOPLE * LINES
            until(lambda: not in_hand(), "the database kept a dead worker's transaction")
    with worker(test_database, log) as process:
        until(lambda: handled(firm) == PEOPLE * LINES, log.read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0

    assert unfinished
    assert what_is_there(firm) == (PEOPLE, PEOPLE, PEOPLE * LINES, PEOPLE * LINES)
    with scope(firm.id):
        assert db.value("select count(*) from event_dead") == 0
        for conversation in Conversation.objects.select_related("customer"):
            lines = list(
                Message.objects.filter(conversation=conversation).order_by("id").values_list("text", flat=True)
            )
            assert lines == [f"{conversation.customer.name}-{line:02}" for line in range(LINES)]
            assert conversation.unread_count == LINES


def what_is_there(firm: Firm) -> tuple[int, int, int, int]:
    with scope(firm.id):
        return (
            Customer.objects.count(),
            Conversation.objects.count(),
            Interaction.objects.count(),
            Message.objects.count(),
        )


def test_stopped_worker_ends_what_it_has_in_hand(test_database, tmp_path):
    firm = found_firm()
    deliver(firm, *(message("u1", str(number), at=later(number)) for number in range(50)))
    log = tmp_path / "worker.log"

    with worker(test_database, log) as process:
        until(lambda: '"worker.started"' in log.read_text(), "the worker did not start")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0

    assert '"worker.stopped"' in log.read_text()
    assert "worker.loop_failed" not in log.read_text()
    assert handled(firm) in {0, 50}
