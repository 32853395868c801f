"""A thousand strangers write ten messages each at the same moment, while workers and the web process are killed."""

import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from changlai.channels.adapters.webhook import signing
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.edge.server import Server, free_port
from tests.flows.test_worker import IN_HAND, what_is_there, worker
from tests.support.database import TestDatabase
from tests.support.house import Firm, found_firm, later
from tests.support.patience import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SENDERS, LINES = 1_000, 10
CONNECTIONS = 16
REPEATED = 500  # requests that come twice, as platforms do when an answer was late
WORKER_KILLS = 3
OK = 200
Request = tuple[bytes, dict[str, str]]
_WRONG = """
    select c.id, array_agg(m.text order by m.occurred_at, m.id), max(c.unread_count) from inbox_conversation c
    join inbox_message m on m.organisation_id = c.organisation_id and m.conversation_id = c.id
    group by c.id having array_agg(m.text order by m.occurred_at, m.id) <> %b::text[] or max(c.unread_count) <> %b"""


@contextmanager
def web(database: TestDatabase, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "changlai", "web", "--port", str(port), "--role", "edge"]
    environment = os.environ | {"CHANGLAI_DATABASE_URL": database.url, "CHANGLAI_LOG_LEVEL": "WARNING"}
    with log.open("a") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    try:
        Server(port).wait_until_ready(process, log)
        yield process
    finally:
        process.kill()
        process.wait(timeout=60)


def requests_of(firm: Firm) -> list[Request]:
    """Everything everybody writes, in the order of the moment: none."""
    key, now = signing.key_of(firm.account.settings["secret"]), timezone.now()
    made = []
    for sender, line in itertools.product(range(SENDERS), range(LINES)):
        message_id = f"m-{sender}-{line}"
        event = {
            "id": message_id,
            "type": "message",
            "occurred_at": later(line / 60).isoformat(),
            "from": {"id": f"u{sender}", "name": f"顾客 {sender}"},
            "text": str(line),
        }
        body = json.dumps(event).encode()
        made.append((body, signing.headers_for(key, message_id, body, now)))
    dice = random.Random(7)  # noqa: S311 - a workload, not a secret
    made += dice.sample(made, REPEATED)
    dice.shuffle(made)
    return made


def send(port: int, path: str, waiting: Iterator[Request]) -> None:
    """One platform connection: a request is repeated until it is acknowledged."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for body, headers in waiting:
            while True:
                try:
                    connection.request("POST", path, body, headers)
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status == OK:
                        break
                except (OSError, http.client.HTTPException):
                    connection.close()
                time.sleep(0.1)


def test_thousand_strangers_at_once_become_a_thousand_conversations(test_database, tmp_path):
    firm, port, log = found_firm(), free_port(), tmp_path / "log"
    path = f"/hooks/webhook/{firm.account.hook_key}"
    lock, queue = threading.Lock(), iter(requests_of(firm))

    def waiting() -> Iterator[Request]:
        while True:
            with lock:
                one = next(queue, None)
            if one is None:
                return
            yield one

    senders = [threading.Thread(target=send, args=(port, path, waiting())) for _ in range(CONNECTIONS)]
    with ExitStack() as stack, psycopg.connect(test_database.cluster.admin_url(), autocommit=True) as admin:
        front = stack.enter_context(web(test_database, port, log))
        for sender in senders:
            sender.start()
        kill_workers(test_database, admin, log)
        front.send_signal(signal.SIGKILL)
        front.wait(timeout=60)
        stack.enter_context(web(test_database, port, log))
        with worker(test_database, log), worker(test_database, log):
            for sender in senders:
                sender.join()
            until(lambda: what_is_there(firm)[3] == SENDERS * LINES, log.read_text()[-3000:])

    assert what_is_there(firm) == (SENDERS, SENDERS, SENDERS * LINES, SENDERS * LINES)
    with scope(firm.id):
        assert db.rows(_WRONG, ([str(line) for line in range(LINES)], LINES)) == []
        assert db.value("select count(*) from event_dead") == 0


def kill_workers(database: TestDatabase, admin: psycopg.Connection, log: Path) -> None:
    """One after the other, each in the middle of a transaction."""

    def in_hand() -> bool:
        row = admin.execute(IN_HAND, (database.name,)).fetchone()
        return bool(row and row[0])

    for _ in range(WORKER_KILLS):
        with worker(database, log) as process:
            until(in_hand, "the worker began nothing")
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=60)
        until(lambda: not in_hand(), "the database kept a dead worker's transaction")
