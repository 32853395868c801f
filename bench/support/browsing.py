"""People with a browser: they sign in by their link and load pages, as often as people do."""

import http.client
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from bench.support.company import Colleague

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LOOKS = 0.5  # seconds a person looks at a page before the next click
OK, FOUND = 200, 302
TIMEOUT = 60.0  # the first page after a start may take a busy machine that long
IDLE = 10.0  # seconds after which a kept connection is not relied on


@dataclass
class Browser:
    """One signed-in session on one keep-alive connection. Not to be shared by threads."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    asked_at: float = 0.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)

    def sign_in(self, colleague: Colleague) -> Self:
        """Open the link and press its button."""
        path = urlsplit(colleague.link).path
        status, page = self.get(path)
        if status != OK:
            raise RuntimeError(f"the link of {colleague.name} answers {status}")
        self.keep_token(page)
        status, _ = self.post(path, {})
        if status != FOUND:
            raise RuntimeError(f"{colleague.name} was not signed in: {status}")
        return self

    def again(self) -> "Browser":
        """A second connection of the same session."""
        return Browser(self.url, self.cookies, self.token)

    def keep_token(self, page: str) -> None:
        found = _TOKEN.search(page)
        self.token = found[1] if found else self.token

    def get(self, path: str, *, fragment: bool = False) -> tuple[int, str]:
        return self._ask("GET", path, b"", {"HX-Request": "true"} if fragment else {})

    def post(self, path: str, fields: dict[str, str], *, fragment: bool = False) -> tuple[int, str]:
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        htmx = {"HX-Request": "true"} if fragment else {}
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"} | htmx)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        headers = headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if time.monotonic() - self.asked_at > IDLE:
            self.connection.close()  # http.client opens it again; the server may have closed its end long ago
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        self.asked_at = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()


class People:
    """Two or more colleagues walking through the pages while something else is measured."""

    def __init__(self, browsers: Sequence[Browser], slug: str) -> None:
        self.paths = [f"/o/{slug}/inbox/?tab=all", f"/o/{slug}/customers/", f"/o/{slug}/inbox/?tab=unassigned"]
        self.seconds: list[float] = []
        self.failures = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._walk, args=(browser,)) for browser in browsers]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _walk(self, browser: Browser) -> None:
        turn = 0
        while not self._stop.wait(LOOKS):
            started = time.perf_counter()
            try:
                status, _ = browser.get(self.paths[turn % len(self.paths)])
            except (OSError, http.client.HTTPException):
                status = 0
                browser.connection.close()
            self.seconds.append(time.perf_counter() - started)
            self.failures += status != OK
            turn += 1
