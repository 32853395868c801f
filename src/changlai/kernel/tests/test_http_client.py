"""The client against a real server on this machine."""

import gzip
import logging
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from changlai.kernel.http import Answer, Client, TooLarge, Unreachable


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = {"path": self.path, "method": self.command, "headers": dict(self.headers), "body": body}
        self.server.seen.append(kept)
        self.server.ports.append(self.client_address[1])
        getattr(self, "on_" + self.path.strip("/").split("?")[0], self.on_echo)()

    def reply(self, body: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_echo(self) -> None:
        self.reply(b'{"ok":1}', Content_Type="application/json", Set_Cookie="sid=abc")

    def on_redirect(self) -> None:
        self.reply(b"", status=302, Location="http://127.0.0.1:1/inside")

    def on_long(self) -> None:
        self.reply(b"x" * 5000)

    def on_bomb(self) -> None:
        self.reply(gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip")

    def on_endless(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")

    def on_silent(self) -> None:
        time.sleep(3)

    def on_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b".")
            time.sleep(0.1)

    def on_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(30):
            self.wfile.write(b"X-%d: 1\r\n" % number)
            time.sleep(0.1)

    def on_hang(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def on_garbage(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HELLO?\r\n\r\n")

    def on_lying(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[dict[str, Any]] = []
        self.ports: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news here."""


@pytest.fixture
def server(settings):
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    settings.OUTBOUND_TIMEOUT = 1.0
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_get_sends_params_and_headers_and_reads_json(server):
    answer = Client().get(server.url + "echo", params={"q": "你好&"}, headers={"X-One": "1"})

    assert (answer.status, answer.json(), answer.headers["content-type"]) == (200, {"ok": 1}, "application/json")
    assert server.seen[0]["path"] == "/echo?q=%E4%BD%A0%E5%A5%BD%26"
    assert server.seen[0]["headers"]["X-One"] == "1"
    assert server.seen[0]["headers"]["User-Agent"] == "changlai"


def test_post_json_is_utf8(server):
    Client().post(server.url, json={"text": "你好"})

    assert server.seen[0]["body"] == '{"text":"你好"}'.encode()
    assert server.seen[0]["headers"]["Content-Type"] == "application/json; charset=utf-8"


def test_post_files_keeps_a_chinese_name(server):
    Client().post(server.url, files={"media": ("报价单.pdf", b"%PDF-1", "application/pdf")})

    body = server.seen[0]["body"]
    assert 'name="media"; filename="报价单.pdf"'.encode() in body
    assert b"%PDF-1" in body


def test_post_data_is_sent_as_is(server):
    Client().post(server.url, data=b"<xml/>", headers={"Content-Type": "text/xml"})

    assert (server.seen[0]["body"], server.seen[0]["headers"]["Content-Type"]) == (b"<xml/>", "text/xml")


def test_json_with_lone_surrogate_is_a_value_error_and_nothing_is_sent(server):
    with pytest.raises(ValueError, match="surrogate"):
        Client().post(server.url, json={"name": "\ud800"})

    assert server.seen == []


def test_connection_is_kept_and_used_by_every_client_of_the_thread(server):
    for _ in range(5):
        Client().post(server.url, json={})

    assert len(set(server.ports)) == 1


def test_cookies_are_not_kept(server):
    Client().get(server.url)
    Client().get(server.url)

    assert "Cookie" not in server.seen[1]["headers"]


def test_environment_proxy_is_ignored(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")

    assert Client().get(server.url).status == 200


def test_redirect_is_not_followed(server):
    answer = Client().get(server.url + "redirect")

    assert (answer.status, len(server.seen)) == (302, 1)


@pytest.mark.parametrize("path", ["long", "bomb", "endless"])
def test_answer_above_the_limit_is_refused(server, path):
    with pytest.raises(TooLarge) as caught:
        Client(limit=4000).get(server.url + path)

    assert caught.value.limit == 4000


def test_answer_at_the_limit_is_taken(server):
    assert len(Client(limit=5000).get(server.url + "long").body) == 5000


def test_silence_is_uncertain(server):
    started = time.monotonic()

    with pytest.raises(Unreachable) as caught:
        Client().post(server.url + "silent", json={})

    assert (caught.value.reason, caught.value.uncertain) == ("timeout", True)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("path", ["drip", "headers"])
def test_slow_answer_ends_at_the_total_time(server, path):
    started = time.monotonic()

    with pytest.raises(Unreachable) as caught:
        Client(total=0.5).get(server.url + path)

    assert (caught.value.reason, caught.value.uncertain) == ("timeout", True)
    assert time.monotonic() - started < 1.5


def test_cut_post_is_uncertain_and_not_repeated(server):
    with pytest.raises(Unreachable) as caught:
        Client().post(server.url + "hang", json={})

    assert (caught.value.reason, caught.value.uncertain, len(server.seen)) == ("cut", True, 1)


def test_cut_get_is_asked_once_more(server):
    with pytest.raises(Unreachable):
        Client().get(server.url + "hang")

    assert len(server.seen) == 2


@pytest.mark.parametrize("path", ["garbage", "lying"])
def test_broken_answer_is_unreachable(server, path):
    with pytest.raises(Unreachable) as caught:
        Client().post(server.url + path, json={})

    assert caught.value.uncertain is True


def test_closed_port_is_certain(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]

    with pytest.raises(Unreachable) as caught:
        Client().post(f"http://127.0.0.1:{port}/", json={})

    assert (caught.value.reason, caught.value.uncertain) == ("no_connection", False)


def test_tls_to_a_plain_server_is_certain_nothing_left(server):
    with pytest.raises(Unreachable) as caught:
        Client().post(server.url.replace("http:", "https:"), json={})

    assert (caught.value.reason, caught.value.uncertain) == ("tls", False)
    assert server.seen == []


def test_bad_header_value_is_refused_without_quoting_it(server):
    with pytest.raises(Exception, match="bad_request") as caught:
        Client().get(server.url, headers={"X": "s3cret\r\nEvil: 1"})

    assert "s3cret" not in str(caught.value)
    assert server.seen == []


def test_failure_quotes_neither_path_nor_query_nor_the_library(server, caplog):
    caplog.set_level(logging.INFO)

    with pytest.raises(Unreachable) as caught:
        Client().get(server.url + "hang?access_token=s3cret")

    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    assert "s3cret" not in f"{error} {error.sentence} {error!r} {caplog.text}"
    assert error.place == server.url.rstrip("/")


def test_deeply_nested_json_is_a_value_error(server):
    answer = Client().get(server.url)
    answer.body = b"[" * 200_000

    with pytest.raises(ValueError, match="deep"):
        answer.json()


def test_control_characters_in_json_strings_are_let_through():
    assert Answer(200, {}, b'{"name":"a\x01b"}').json() == {"name": "a\x01b"}
    with pytest.raises(ValueError, match="Expecting"):
        Answer(200, {}, b"<html>").json()
