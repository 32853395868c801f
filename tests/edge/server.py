"""Speaking HTTP to the process under test, byte by byte where it matters."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.support.patience import PATIENCE

WITHIN = 60.0  # seconds for the first start


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True)
class Server:
    """The process on this port of the loopback address."""

    port: int

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        target = f"{path}?{urlencode(query)}" if query else path
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})
        finally:
            connection.close()

    @contextmanager
    def listen(self, ticket: str, last: str = "") -> Iterator["Stream"]:
        """An open stream of live events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/live?ticket={ticket}", headers={"last-event-id": last} if last else {})
        answer = connection.getresponse()
        try:
            yield Stream(answer)
        finally:
            answer.close()
            connection.close()

    def wait_until_ready(self, process: subprocess.Popen[bytes], log: Path) -> None:
        end = time.monotonic() + WITHIN
        while not self._is_ready():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            return self.ask("/readyz").status == 200
        except OSError:
            return False


@dataclass
class Stream:
    """Server-sent events, read as a browser reads them."""

    answer: http.client.HTTPResponse

    def event(self) -> dict[str, str]:
        """The next event that is one: fields by name, without pings and the retry hint."""
        while True:
            fields: dict[str, str] = {}
            while line := self.answer.readline().decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                fields[name] = value
            if "event" in fields:
                return fields
            if not fields and self.answer.isclosed():
                raise EOFError


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
