"""The client adapters and other callers use."""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests  # noqa: TID251 - kernel.http is the one place
from django.conf import settings
from requests_hardened.ip_filter import InvalidIPAddress  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from changlai.kernel import metrics
from changlai.kernel.clock import Stopwatch
from changlai.kernel.http import transport
from changlai.kernel.http.errors import Blocked, OutboundFailed, TooLarge, Unreachable

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 15.0  # TRUST: limit on the time of a call; bytes on the way buy more
BYTES_PER_SECOND = 256 * 1024  # each so many bytes sent or received allow one second more
LIMIT_BYTES = 25 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    UnicodeError,
)

Files = Mapping[str, tuple[str, bytes, str]]


@dataclass(slots=True)
class Answer:
    """What came back, whole. Redirects are answers too: nobody follows them. Header names ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - the JSON border
        """The body as JSON; control characters inside strings are let through, platforms send them.

        Raises ValueError when it is not JSON or nested beyond reason.
        """
        try:
            return json.loads(self.body, strict=False)
        except RecursionError:
            raise ValueError("JSON nested too deeply") from None


@dataclass(frozen=True, slots=True)
class Client:
    """Calls http(s) addresses of the public Internet, and those of settings.OUTBOUND_ALLOW.

    ``limit`` is the longest answer in bytes (unpacked), ``total`` the seconds of a whole call, to which the
    bytes on the way add, and ``until`` the moment (monotonic seconds) when every call must be over, whatever its
    bytes. ``silence`` is how many seconds the other side may be silent where that is longer than usual (0:
    settings.OUTBOUND_TIMEOUT). Every method raises :class:`Blocked`, :class:`Unreachable` or :class:`TooLarge`,
    nothing else. Status codes are not errors here: the caller reads ``Answer.status``.
    """

    limit: int = LIMIT_BYTES
    total: float = TOTAL_SECONDS
    until: float = math.inf
    silence: float = 0.0

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch; asked once more on a fresh connection when a kept one turned out to be closed."""
        request = requests.Request("GET", url, params=dict(params or {}), headers=dict(headers or {}))
        try:
            return self._call(request)
        except Unreachable as error:
            if error.reason != "cut":
                raise
        return self._call(request)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        data: bytes | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send ``json`` (any value msgspec writes, as UTF-8), raw ``data``, or ``files``.

        ``files`` is {field: (name, bytes, media type)}. Never repeated by itself. Raises ValueError when
        ``json`` holds lone surrogates.
        """
        sent = dict(headers or {})
        if json is not None:
            data = msgspec.json.encode(json)
            sent.setdefault("Content-Type", "application/json; charset=utf-8")
        query = dict(params or {})
        return self._call(requests.Request("POST", url, params=query, headers=sent, data=data, files=files))

    def _call(self, request: requests.Request) -> Answer:
        watch = Stopwatch()
        failure: OutboundFailed | None = None
        try:
            answer = self._exchange(request)
        except OutboundFailed as error:
            failure = error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            failure = _failure(_place(request.url), error)
        outcome = type(failure).__name__.lower() if failure else "answered"
        metrics.OUTBOUND_SECONDS.labels(outcome).observe(watch.seconds)
        if failure:
            raise failure  # raised out here: the library's exception quotes the URL and is not chained to it
        return answer

    def _exchange(self, request: requests.Request) -> Answer:
        transport.trip.left = False
        if time.monotonic() >= self.until:
            raise Unreachable(_place(request.url), "timeout", uncertain=False)
        session = transport.session()
        prepared = session.prepare_request(request)
        length = int(prepared.headers.get("Content-Length") or 0)
        deadline = time.monotonic() + self.total + seconds_for(length)
        silence = self.silence or settings.OUTBOUND_TIMEOUT
        transport.trip.deadline, transport.trip.pause = min(deadline, self.until), silence
        timeouts = (CONNECT_SECONDS, silence)
        with session.send(prepared, stream=True, timeout=timeouts, allow_redirects=False) as response:
            body = self._body(response, _place(request.url), deadline)
            return Answer(response.status_code, response.headers, body)

    def _body(self, response: requests.Response, place: str, deadline: float) -> bytes:
        if int(response.headers.get("Content-Length") or 0) > self.limit:
            raise TooLarge(place, limit=self.limit)
        body = bytearray()
        for chunk in response.iter_content(CHUNK_BYTES):
            body += chunk
            if len(body) > self.limit:
                raise TooLarge(place, limit=self.limit)
            transport.trip.deadline = min(deadline + seconds_for(len(body)), self.until)
        return bytes(body)


def seconds_for(length: int) -> float:
    """How much longer a call may take for so many bytes on the way."""
    return length / BYTES_PER_SECOND


def _failure(place: str, error: Exception) -> OutboundFailed:
    """Our word for a library's exception; nothing of its text is kept."""
    left = transport.trip.left
    if isinstance(error, transport.NotPublic):
        return Blocked(place, "not_public", address=error.address)
    if isinstance(error, InvalidIPAddress):
        return Blocked(place, "not_public", address=str(error.args[0]))
    if isinstance(error, BAD_ADDRESS) and not left:
        return Blocked(place, "bad_address")
    if isinstance(error, ValueError) and not left:
        return Blocked(place, "bad_request")
    return Unreachable(place, _reason(error, left=left), uncertain=left)


def _reason(error: Exception, *, left: bool) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "tls"
    if isinstance(error, requests.Timeout) or "timed out" in repr(error) or "too long" in repr(error):
        return "timeout"
    if not left:
        return "no_connection"
    return "cut" if isinstance(error, requests.ConnectionError) else "bad_answer"


def _place(url: str) -> str:
    """Scheme, host and port of an address: the part that is never secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "?"
    return f"{parts.scheme}://{parts.hostname or ''}{port}"
