"""Sessions below the client: pinned addresses, exact knowledge of what left, and an end to slow answers.

``requests-hardened`` resolves a name once and connects to the very address it checked; here its check is
followed by the stricter one of :mod:`changlai.kernel.http.addresses`, on that same address, before anything
connects.
"""

import io
import math
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from typing import Any, cast

import requests  # noqa: TID251 - the one place where it may be imported
from django.conf import settings
from requests.adapters import HTTPAdapter  # noqa: TID251 - see above
from requests_hardened import Config, HTTPSession  # type: ignore[import-untyped]
from requests_hardened.ip_filter_adapter import IPFilterAdapter  # type: ignore[import-untyped]
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from changlai.kernel.http.addresses import is_allowed, is_public

POOLS = 16  # hosts a thread keeps connections to
CONNECTIONS = 2  # per host and thread
PIECE_BYTES = 64 * 1024  # of a body on its way out, between two looks at the clock


class NotPublic(requests.RequestException):
    """The name resolved to an address inside."""

    def __init__(self, address: str) -> None:
        super().__init__("not a public address")
        self.address = address


class Trip(threading.local):
    """The request this thread is making: did a byte leave, and when must it be over (monotonic seconds)?"""

    left = False
    deadline = math.inf
    pause = math.inf  # longest silence, seconds

    def patience(self) -> float:
        """Seconds the next read or write may take. Raises TimeoutError when the trip should be over."""
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the call takes too long")
        return min(remaining, self.pause)


trip = Trip()


class _OnTime(io.RawIOBase):
    """Reads from a socket until the trip's deadline, however the bytes are spread over time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = cast(io.RawIOBase, sock.makefile("rb", buffering=0))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - a buffer has no type before Python 3.12
        self._sock.settimeout(trip.patience())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None) -> None:
        super().__init__(sock, debuglevel, method)
        self.fp.close()
        self.fp = io.BufferedReader(_OnTime(sock))


class _Plain(HTTPConnection):
    response_class = _Answer

    def send(self, data: Any) -> None:  # noqa: ANN401 - http.client's signature
        if self.sock is None:
            self.connect()
        trip.left = True
        for piece in _pieces(data):
            self.sock.settimeout(trip.patience())
            super().send(piece)


def _pieces(data: Any) -> Iterator[Any]:  # noqa: ANN401 - what http.client takes
    """A body in parts: sendall's timeout is for all it is given, so a long body at once would have seconds only."""
    if not isinstance(data, bytes):
        yield data
        return
    view = memoryview(data)
    for start in range(0, len(view), PIECE_BYTES):
        yield view[start : start + PIECE_BYTES]


class _Tls(_Plain, HTTPSConnection):
    """``_Plain.send`` first, then everything TLS."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


class _Pools(PoolManager):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - urllib3's signature
        super().__init__(**options)
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


class CheckedAdapter(IPFilterAdapter):  # type: ignore[misc]  # the library has no type information
    """Connects only to public addresses and to what settings.OUTBOUND_ALLOW names."""

    def init_poolmanager(self, *_sizes: object, **options: Any) -> None:  # noqa: ANN401 - requests' signature
        self.poolmanager = _Pools(num_pools=POOLS, maxsize=CONNECTIONS, **options)

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,  # noqa: FBT001 - requests' signature
        cert: Any = None,  # noqa: ANN401 - passed through
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        asked: tuple[Any, Any] = HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        place = asked[0]
        if is_allowed(place["scheme"], place["host"] or "", place["port"], settings.OUTBOUND_ALLOW):
            return asked
        pinned = super().build_connection_pool_key_attributes(request, verify, cert)
        if not is_public(pinned[0]["host"]):
            raise NotPublic(pinned[0]["host"])
        return cast(tuple[dict[str, Any], dict[str, Any]], pinned)


class _Sessions(threading.local):
    """One session a thread: its connections are kept alive and used again."""

    def __init__(self) -> None:
        self.session = _make_session()


def _make_session() -> requests.Session:
    config = Config(
        ip_filter_enable=True, ip_filter_allow_loopback_ips=False, never_redirect=True, default_timeout=(3, 8)
    )
    session: requests.Session = HTTPSession(config)
    session.mount("http://", CheckedAdapter(is_https_proto=False))
    session.mount("https://", CheckedAdapter(is_https_proto=True))
    session.trust_env = False  # no proxy, no .netrc: an environment proxy would bypass every check
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "changlai"
    return session


_sessions = _Sessions()


def session() -> requests.Session:
    """This thread's session."""
    return _sessions.session
