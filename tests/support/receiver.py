"""A real HTTP server on this machine that takes webhooks and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Got:
    """One request."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and the status codes to answer with, in order; then 204. ``says``: the body of what is not 204."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    says: str = ""


@contextmanager
def receiving(settings) -> Iterator[Receiver]:
    """A receiver on a free port that the operator allows us to call."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(Got({name.lower(): value for name, value in self.headers.items()}, body))
            status = receiver.answers.pop(0) if receiver.answers else 204
            said = b"" if status == 204 else (receiver.says or f"answer {status}").encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    with answering(Door, settings) as place:
        receiver.url = f"http://{place}/hooks"
        yield receiver


@contextmanager
def answering(door: type[BaseHTTPRequestHandler], settings) -> Iterator[str]:
    """``host:port`` of a server on a free port that the operator allows us to call."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    place = f"127.0.0.1:{server.server_address[1]}"
    before, settings.OUTBOUND_ALLOW = settings.OUTBOUND_ALLOW, [*settings.OUTBOUND_ALLOW, place]
    try:
        yield place
    finally:
        settings.OUTBOUND_ALLOW = before
        server.shutdown()
        server.server_close()
        thread.join()
