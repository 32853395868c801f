"""One real web process for all tests of this folder; its database is emptied under it between tests."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.edge.server import Server, free_port
from tests.support.database import TestDatabase


@pytest.fixture(scope="session")
def running(test_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The process, ready; what it wrote on standard error is shown when it does not get there."""
    port, log = free_port(), tmp_path_factory.mktemp("edge") / "web.log"
    command = [sys.executable, "-m", "changlai", "web", "--port", str(port)]
    environment = os.environ | {"CHANGLAI_DATABASE_URL": test_database.url, "CHANGLAI_LOG_LEVEL": "WARNING"}
    with log.open("w") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    server = Server(port)
    try:
        server.wait_until_ready(process, log)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def server(running: Server, transactional_db: None) -> Server:
    """The process in front of an empty database."""
    return running


@pytest.fixture
def firm(server):
    from tests.support.house import found_firm  # noqa: PLC0415 (app ready)

    return found_firm()


@pytest.fixture
def account(firm):
    """A web chat of the firm."""
    from tests.edge.visitor import connect  # noqa: PLC0415 (app ready)

    return connect(firm)


@pytest.fixture
def page(server, account):
    """A visitor's page of it."""
    from tests.edge.visitor import Page  # noqa: PLC0415 (app ready)

    return Page(server, account)
