"""A running sandbox, and a company that takes its callbacks with our adapter: only real bytes between the two."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeDesk
from changlai.channels.contracts import Bell, Delivery, HookRequest, Inbound, Pulled, Skipped
from changlai.channels.errors import BadPayload, BadSignature
from changlai.kernel.http import Client
from tests.support.patience import until

ROOT = Path(__file__).parents[6]
STATUS = {BadSignature: 403, BadPayload: 400}


class LiveDesk(FakeDesk):
    """Keeps tokens in memory; goes out through the house's own client."""

    def __init__(self, base_url: str, **settings: object) -> None:
        super().__init__(**settings)
        self.base_url = base_url
        self.http = Client()


@dataclass
class Stage:
    """The sandbox's control API and a desk; what the callbacks brought is written down."""

    port: int
    callback_url: str
    desk: LiveDesk
    refused: list[str] = field(default_factory=list)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    bells: list[Bell] = field(default_factory=list)
    requests: int = 0

    def order(self, path: str, **body: Any) -> Any:
        """POST to the control API."""
        return self._control("POST", path, json.dumps(body))

    def look(self, path: str) -> Any:
        """GET of the control API."""
        return self._control("GET", path, None)

    def _control(self, method: str, path: str, body: str | None) -> Any:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, f"/_sandbox/{path}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)

    def make_company(self) -> None:
        """The demo company on the platform, with our settings."""
        told = self.desk.settings
        names = ("corpid", "secret", "token", "encoding_aes_key")
        self.order(
            "demo",
            **{name: told[name] for name in names},
            agentid=int(told["agentid"]),
            callback_url=self.callback_url,
        )
        self.order("settings", callback_seconds=0.5)

    def pull(self, key: str, cursor: str = "", **hint: str) -> list[Pulled]:
        """All pages of a stream."""
        assert CHANNEL.puller is not None
        pages = [CHANNEL.puller.pull(self.desk, key, cursor, hint)]
        while pages[-1].more:
            pages.append(CHANNEL.puller.pull(self.desk, key, pages[-1].cursor, hint))
        return pages

    def meaning(self, delivery: Delivery) -> Inbound | str:
        """What a delivery says: the one Inbound, or why there is none."""
        answer = CHANNEL.parser.parse(delivery.kind, delivery.payload, delivery.context, self.desk.settings)
        if isinstance(answer, Skipped):
            return answer.reason
        (inbound,) = answer
        return inbound

    def inbound(self, delivery: Delivery) -> Inbound:
        """The fact in a delivery; fails when it has none."""
        inbound = self.meaning(delivery)
        assert isinstance(inbound, Inbound)
        return inbound

    def the_only(self, change: str) -> Delivery:
        """The one delivery of a changed contact; waits for it."""
        wanted = f"change_external_contact.{change}"
        until(lambda: any(one.kind == wanted for one in self.deliveries.values()))
        (found,) = [one for one in self.deliveries.values() if one.kind == wanted]
        return found

    def hear(self, request: HookRequest) -> tuple[int, bytes]:
        """What the edge does with a callback."""
        self.requests += 1
        try:
            reception = CHANNEL.webhook.receive(request, self.desk.settings)
        except (BadSignature, BadPayload) as error:
            self.refused.append(error.reason)
            return STATUS[type(error)], b""
        self.deliveries |= {one.key: one for one in reception.deliveries}
        self.bells += reception.bells
        return reception.status, reception.body


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Both sides up, nothing on the platform yet."""
    port = _free_port()
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--state", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    company = ThreadingHTTPServer(("127.0.0.1", 0), _Ear)
    company.daemon_threads = True
    Thread(target=company.serve_forever, daemon=True).start()
    try:
        callback_url = f"http://127.0.0.1:{company.server_port}/hooks/wecom/key"
        _Ear.stage = Stage(port, callback_url, LiveDesk(f"http://127.0.0.1:{port}"))
        until(lambda: _answers(port))
        yield _Ear.stage
    finally:
        company.shutdown()
        company.server_close()
        process.terminate()
        process.wait(timeout=60)


class _Ear(BaseHTTPRequestHandler):
    """The company's callback address."""

    stage: Stage

    def do_GET(self) -> None:
        self._hear("GET")

    def do_POST(self) -> None:
        self._hear("POST")

    def _hear(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = HookRequest(method, query, headers, body, timezone.now())
        status, answer = self.stage.hear(request)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the standard library
        """Quiet."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection, suppress(OSError):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False
