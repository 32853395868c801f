"""A running sandbox, and a company's server that hears its callbacks."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import xmltodict
from wechatpy.work.client import WeChatClient
from wechatpy.work.crypto import WeChatCrypto

ROOT = Path(__file__).parents[2]
VECTORS = Path(os.environ.get("CHANGLAI_VECTORS", ROOT.parent / "shared" / "vectors"))
CORPID, SECRET, AGENTID = "ww0000000000000001", "the-app-secret", 1000002
TOKEN, AES_KEY = "callback-token", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
KEEP_JSON = {"Content-Type": "application/json"}


class Sandbox:
    """The sandbox as a process of its own."""

    def __init__(self, directory: Path, **environment: str) -> None:
        self.directory, self.environment = directory, environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> "Sandbox":
        command = [sys.executable, "-m", "sandbox", "--port", str(self.port), "--state", str(self.directory)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | self.environment)
        wait_until(self._answers)
        return self

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            return self.raw("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def raw(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def get(self, path: str, **query: Any) -> Any:
        status, body, _ = self.raw("GET", f"{path}?{urlencode(query)}" if query else path)
        assert status == 200, body
        return json.loads(body)

    def post(self, path: str, **body: Any) -> Any:
        status, answer, _ = self.raw("POST", path, json.dumps(body).encode(), KEEP_JSON)
        assert status == 200, answer
        return json.loads(answer)

    def order(self, path: str, **body: Any) -> Any:
        """POST to the control API."""
        return self.post(f"/_sandbox/{path}", **body)

    def refused(self, path: str, **body: Any) -> tuple[int, str]:
        """POST to the control API that fails: status and reason."""
        status, answer, _ = self.raw("POST", f"/_sandbox/{path}", json.dumps(body).encode(), KEEP_JSON)
        return status, json.loads(answer)["error"]

    def token(self, secret: str = SECRET) -> str:
        token: str = self.get("/cgi-bin/gettoken", corpid=CORPID, corpsecret=secret)["access_token"]
        return token

    def api(self, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """Call the platform as the company's server: GET without a body."""
        if "access_token" not in query:
            query["access_token"] = self.token()
        where = f"/cgi-bin/{path}?{urlencode(query)}"
        raw = None if body is None else json.dumps(body).encode()
        status, answer, _ = self.raw("GET" if raw is None else "POST", where, raw)
        assert status == 200, answer
        return json.loads(answer)

    def code(self, path: str, body: dict[str, Any] | None = None, **query: Any) -> int:
        code: int = self.api(path, body, **query)["errcode"]
        return code

    def chat(self, peer: str, person: str = "xiaoman") -> list[tuple[str, str, Any]]:
        """What a person's phone shows in a chat: sender, type and body of each line."""
        lines = self.get(f"/_sandbox/people/{person}/chat/{peer}")["lines"]
        return [(line["sender"], line["msgtype"], line["body"]) for line in lines]

    def callbacks(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get("/_sandbox/log", kind="callback", limit=1000)["callbacks"]
        return rows

    def demo(self, callback_url: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.order("demo", **settings(callback_url))
        self.order("settings", callback_seconds=0.4)
        return answer

    def client(self) -> WeChatClient:
        """A third party's client, pointed here."""

        class Client(WeChatClient):  # type: ignore[misc]
            API_BASE_URL = f"{self.url}/cgi-bin/"

            def fetch_access_token(self) -> Any:
                params = {"corpid": self.corp_id, "corpsecret": self.secret}
                return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=params)

        return Client(CORPID, SECRET)


@dataclass
class Received:
    """One HTTP request of the sandbox to the company."""

    query: dict[str, str]
    body: str
    at: float


Answer = tuple[int, str, float]  # status, body, seconds to wait before


@dataclass
class Company:
    """A company's server. `answers` are used up one by one; afterwards everything is 200 with an empty body."""

    received: list[Received] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    on_get: Callable[[dict[str, str]], str] = lambda _query: ""

    def start(self) -> "Company":
        company = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = dict(parse_qsl(urlsplit(self.path).query))
                self.answer((200, company.on_get(query), 0.0))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                query = dict(parse_qsl(urlsplit(self.path).query))
                company.received.append(Received(query, body, time.monotonic()))
                self.answer(company.answers.pop(0) if company.answers else (200, "", 0.0))

            def answer(self, answer: Answer) -> None:
                status, text, seconds = answer
                time.sleep(seconds)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(text.encode())))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    pass  # the sandbox has cut the connection, as it should

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/wecom/1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def clear(self) -> None:
        self.received.clear()
        self.answers.clear()

    def wait(self, count: int) -> list[Received]:
        """The requests, once there are at least so many."""
        wait_until(lambda: len(self.received) >= count)
        return list(self.received)

    def events(self, count: int) -> list[dict[str, Any]]:
        """The events, decrypted by wechatpy, once there are at least so many."""
        return [opened(received) for received in self.wait(count)]


def opened(received: Received) -> dict[str, Any]:
    """A callback verified and decrypted by wechatpy; raises when it is not as it should be."""
    query = received.query
    crypto = WeChatCrypto(TOKEN, AES_KEY, CORPID)
    text = crypto.decrypt_message(received.body, query["msg_signature"], query["timestamp"], query["nonce"])
    event: dict[str, Any] = xmltodict.parse(text)["xml"]
    return event


def settings(callback_url: str) -> dict[str, Any]:
    return {
        "corpid": CORPID,
        "secret": SECRET,
        "agentid": AGENTID,
        "token": TOKEN,
        "encoding_aes_key": AES_KEY,
        "callback_url": callback_url,
    }


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
