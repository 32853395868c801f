"""Stopping a web process that has screens open: they are told at once, and it does not wait to be killed."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.edge.server import Server, free_port
from tests.edge.test_live import ticket
from tests.support.database import TestDatabase
from tests.support.patience import PATIENCE

RESYNC = b"event: resync\n"
KILLED = "refused to gracefully stop"  # granian's words, five seconds after it asked


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_open_streams_end_when_the_server_is_told_to_stop(test_database: TestDatabase, tmp_path, how):
    port, log = free_port(), tmp_path / "web.log"
    environment = os.environ | {"CHANGLAI_DATABASE_URL": test_database.url, "CHANGLAI_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "changlai", "web", "--port", str(port)]
    with log.open("w") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
        try:
            server = Server(port)
            server.wait_until_ready(process, log)
            with ExitStack() as screens:
                streams = [screens.enter_context(server.listen(ticket("1:inbox:all"))) for _ in range(3)]
                for stream in streams:
                    stream.answer.readline()

                process.send_signal(how)

                rests = [stream.answer.read() for stream in streams]
            process.wait(timeout=PATIENCE)
        finally:
            process.kill()

    rests = [rest.replace(RESYNC, b"") for rest in rests]  # it began before the server listened
    assert [b"event:" in rest for rest in rests] == [False] * 3
    assert KILLED not in log.read_text()
    assert process.returncode == 0
