"""The door as granian opens it: RSGI, its own protocol, which costs a callback a third less than ASGI does.

Callbacks are answered over it directly. Everything else (open streams, pages, the API) is handed on as ASGI, which
their code is written for.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

from granian.rsgi import Scope

from changlai.edge import requests
from changlai.edge.answers import SAFE
from changlai.edge.hooks import BODY_LIMIT, TOO_LARGE, TRUNCATED, Answer, Call

Message = MutableMapping[str, Any]
ENDED = RuntimeError  # granian's ProtocolClosed and ProtocolError: who called is gone
BODY_SECONDS = 10.0  # platforms wait five for the answer
_SAFE = [(name.decode(), value.decode()) for name, value in SAFE]
_BODILESS = frozenset({"GET", "HEAD"})


class HTTPProtocol(Protocol):
    """What granian gives to read and answer a request (``granian.rsgi.HTTPProtocol``)."""

    def __call__(self) -> Awaitable[bytes]: ...
    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def client_disconnect(self) -> Awaitable[None]: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Stream": ...


class Stream(Protocol):
    """An answer sent piece by piece."""

    def send_bytes(self, data: bytes) -> Awaitable[None]: ...


class Application(Protocol):
    """What stands behind the door: ``changlai.edge.app.Edge``."""

    def answers_hooks(self) -> bool: ...
    async def hook(self, call: Call) -> Answer: ...
    async def route(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Door:
    """granian finds the methods by their names; ``__rsgi_init__`` and ``__rsgi_del__`` are the process's life."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.answers_hooks = application.answers_hooks()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.application.start())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.application.stop())

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.proto != "http":
            return
        path = scope.path
        if self.answers_hooks and path.startswith("/hooks/"):
            headers = dict(scope.headers.items())
            call = Call(scope.method, path, scope.query_string, headers, lambda: _hook_body(headers, protocol))
            answer = await self.application.hook(call)
            told = [("content-type", answer.content_type), *_SAFE, *answer.headers]
            protocol.response_bytes(answer.status, told, answer.body)
        else:
            bridge = Bridge(scope.method, protocol)
            try:
                await self.application.route(asgi_scope(scope), bridge.receive, bridge.send)
            finally:
                bridge.end()


async def _hook_body(headers: Mapping[str, str], protocol: HTTPProtocol) -> tuple[bytes, str]:
    """The whole body, or why there is none: TOO_LARGE (the rest is read and thrown away), TRUNCATED."""
    length = headers.get("content-length", "")
    try:
        if length.isdecimal() and int(length) <= BODY_LIMIT:  # nearly always: in one piece, by the server itself
            async with asyncio.timeout(BODY_SECONDS):
                return await protocol(), ""
        return await requests.whole(protocol, BODY_LIMIT, BODY_SECONDS), ""
    except requests.TooLarge:
        return b"", TOO_LARGE
    except (requests.Gone, ENDED, TimeoutError):
        return b"", TRUNCATED


def asgi_scope(scope: Scope) -> dict[str, Any]:
    """The same request in ASGI's words."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": scope.path,
        "raw_path": scope.path.encode(),
        "query_string": scope.query_string.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in scope.headers.items()],
        "client": _address(scope.client),
        "server": _address(scope.server),
    }


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port) if port.isdecimal() else 0


class Bridge:
    """``receive`` and ``send`` of ASGI for one request. A body that comes whole is sent whole."""

    def __init__(self, method: str, protocol: HTTPProtocol) -> None:
        self.protocol = protocol
        self.parts: AsyncIterator[bytes] | None = None if method in _BODILESS else aiter(protocol)
        self.is_read = False
        self.status, self.headers = 500, [("", "")]
        self.stream: Stream | None = None
        self.is_answered = False

    async def receive(self) -> Message:
        if self.is_read:
            await self.protocol.client_disconnect()
            return {"type": "http.disconnect"}
        if self.parts is not None:
            try:
                return {"type": "http.request", "body": await anext(self.parts), "more_body": True}
            except StopAsyncIteration:
                pass
            except ENDED:
                return {"type": "http.disconnect"}
        self.is_read = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            return
        try:
            await self._answer(message.get("body", b""), more=message.get("more_body", False))
        except ENDED:
            self.end()  # who asked is gone: the rest is for nobody

    async def _answer(self, body: bytes, *, more: bool) -> None:
        if self.is_answered:
            return
        if self.stream is None and (not more or self._is_whole(body)):
            self.protocol.response_bytes(self.status, self.headers, body)
            self.is_answered = True
            return
        if self.stream is None:
            self.stream = self.protocol.response_stream(self.status, self.headers)
        if body:
            await self.stream.send_bytes(body)
        if not more:
            self.end()

    def end(self) -> None:
        """granian ends a stream when nobody holds it any more, so nobody may: not even a cycle of garbage."""
        self.is_answered = True
        self.stream = None

    def _is_whole(self, body: bytes) -> bool:
        length = str(len(body))
        return any(name.lower() == "content-length" and value == length for name, value in self.headers)
