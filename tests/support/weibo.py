"""A running sandbox with its Weibo, and a firm whose account hears and answers there: only real bytes between the two.

Callbacks come to an ear of ours, which verifies and answers them with the adapter as the edge does; ``Weibo.arrive``
stores what it heard, in the test's own thread, and runs what follows.
"""

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

from changlai.accounts.models import Member
from changlai.channels import actions as channels
from changlai.channels import intake, orders, registry
from changlai.channels.contracts import Bell, Delivery, HookRequest
from changlai.channels.errors import BadPayload, BadSignature
from changlai.channels.models import Account
from changlai.kernel import jobs
from changlai.kernel.tenancy import scope
from tests.support.house import settle, work
from tests.support.patience import until

ROOT = Path(__file__).parents[2]
UID, NAME = "1902538057", "禾木家居"
SETTINGS: dict[str, Any] = {
    "app_key": "1234567890",
    "app_secret": "0123456789abcdef0123456789abcdef",
    "uid": UID,
    "screen_name": NAME,
    "access_token": "2.00AbCdEfGhIjKlMnOpQrStUv",
    "poll_seconds": 5,
    "daily_calls": 1_000_000,
}


@dataclass
class Weibo:
    """The sandbox's control API, and what its callbacks brought."""

    port: int
    callback_url: str
    heard: list[Delivery] = field(default_factory=list)
    bells: list[Bell] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    calls: int = 0

    def order(self, path: str, **body: Any) -> Any:
        """POST to the control API."""
        return self._control("POST", path, json.dumps(body))

    def look(self, path: str) -> Any:
        """GET of the control API."""
        return self._control("GET", path, None)

    def reset(self) -> None:
        """Nothing was ever said; the firm's account and two people are there."""
        self.order("reset")
        self.heard, self.bells, self.refused, self.calls = [], [], [], 0
        names = ("app_key", "app_secret", "access_token", "uid")
        told = {name: SETTINGS[name] for name in names}
        self.order("weibo/accounts", **told, name=NAME, callback_url=self.callback_url)
        self.order("people", id="xiaoman", nickname="小满")
        self.order("people", id="zhouye", nickname="周野")

    def connect(self, by: Member) -> Account:
        """The firm's account, its page pulled."""
        with scope(by.organisation_id):
            account = channels.connect(channel="weibo", name="官方微博", settings=SETTINGS, by=by)
        work(["jobs"])
        return account

    def arrive(self, account: Account, *, calls: int = 1) -> None:
        """Wait for so many callbacks since the last time, store what they brought, pull what they rang for."""
        until(lambda: self.calls >= calls)
        deliveries, bells = self.heard, self.bells
        self.heard, self.bells, self.calls = [], [], 0
        with scope(account.organisation_id):
            intake.store(account.organisation_id, account.id, deliveries)
            jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, bell) for bell in bells])
        self.work()

    def pull(self, account: Account, key: str) -> None:
        """Look for news of a stream, however recently somebody has."""
        with scope(account.organisation_id):
            jobs.add("jobs", [orders.pull_job(account.organisation_id, account.id, Bell(key, {"now": "1"}))])
        self.work()

    @staticmethod
    def work() -> None:
        """Everything that is due, and what follows from it."""
        work(["jobs"])
        settle()
        work(["outbox", "fetches"])
        settle()

    def said(self) -> list[str]:
        """Texts of all comments, the oldest first."""
        return [one["text"] for one in self.look("weibo")["comments"]]

    def talk(self, person: str = "xiaoman") -> list[tuple[str, str]]:
        """Sender and text of the private messages on a person's phone."""
        return [(one["sender"], one["text"]) for one in self.look(f"weibo/people/{person}/talk")["lines"]]

    def hear(self, request: HookRequest) -> tuple[int, bytes]:
        """What the edge does with a callback."""
        self.calls += 1
        try:
            reception = registry.channel("weibo").webhook.receive(request, {**SETTINGS, "account_id": 1})
        except (BadSignature, BadPayload) as error:
            self.refused.append(error.reason)
            return (403 if isinstance(error, BadSignature) else 400), b""
        self.heard += reception.deliveries
        self.bells += reception.bells
        return reception.status, reception.body

    def _control(self, method: str, path: str, body: str | None) -> Any:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, f"/_sandbox/{path}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        assert answer.status == 200, text
        return json.loads(text)


@contextmanager
def running(folder: Path) -> Iterator[Weibo]:
    """Both sides up."""
    port = _free_port()
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--state", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    ear = ThreadingHTTPServer(("127.0.0.1", 0), _Ear)
    ear.daemon_threads = True
    Thread(target=ear.serve_forever, daemon=True).start()
    try:
        _Ear.weibo = Weibo(port, f"http://127.0.0.1:{ear.server_port}/hooks/weibo/key")
        until(lambda: _answers(port))
        yield _Ear.weibo
    finally:
        ear.shutdown()
        ear.server_close()
        process.terminate()
        process.wait(timeout=60)


class _Ear(BaseHTTPRequestHandler):
    """The firm's callback address."""

    weibo: Weibo

    def do_GET(self) -> None:
        self._hear("GET")

    def do_POST(self) -> None:
        self._hear("POST")

    def _hear(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = self.weibo.hear(HookRequest(method, query, headers, body, timezone.now()))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's
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
