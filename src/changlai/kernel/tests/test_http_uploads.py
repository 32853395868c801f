"""Long bodies on their way out: they get the time their bytes buy, and no more than the caller has."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from changlai.kernel.http import Client, Unreachable

LONG = b"x" * 20_000_000  # more than the sockets on both sides hold


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        if self.path == "/deaf":
            time.sleep(2)
            return
        length, taken = int(self.headers["Content-Length"]), 0
        while taken < length:
            taken += len(self.rfile.read(min(length - taken, 1_000_000)))
            time.sleep(self.server.pause)
        self.server.taken.append(taken)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[int] = []
        self.pause = 0.0  # seconds after each megabyte
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


def test_long_body_has_the_time_its_bytes_buy_however_short_a_connection_may_take(server, monkeypatch):
    monkeypatch.setattr("changlai.kernel.http.client.CONNECT_SECONDS", 0.2)
    server.pause = 0.05

    answer = Client().post(server.url, data=LONG)

    assert (answer.status, server.taken) == (200, [len(LONG)])


def test_receiver_that_stops_reading_is_left_after_the_longest_silence(server, monkeypatch):
    monkeypatch.setattr("changlai.kernel.http.client.CONNECT_SECONDS", 60.0)

    with pytest.raises(Unreachable) as caught:
        Client().post(server.url + "deaf", data=LONG)

    assert (caught.value.reason, caught.value.uncertain) == ("timeout", True)


def test_no_call_goes_on_after_its_end_whatever_its_bytes_buy(server):
    server.pause = 0.1

    with pytest.raises(Unreachable) as caught:
        Client(until=time.monotonic() + 0.5).post(server.url, data=LONG)

    assert (caught.value.reason, caught.value.uncertain, server.taken) == ("timeout", True, [])


def test_no_call_begins_after_its_end(server):
    with pytest.raises(Unreachable) as caught:
        Client(until=time.monotonic()).post(server.url, data=b"x")

    assert (caught.value.reason, caught.value.uncertain, server.taken) == ("timeout", False, [])
