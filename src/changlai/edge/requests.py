"""Reading a request: its body within a limit and a time, its query, its headers, whose it is."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from changlai.kernel.middleware import client_ip

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
QUERY_FIELDS = 50
NETWORK = 4  # groups of an IPv6 address that one household has


class TooLarge(Exception):
    """The body is longer than allowed; the rest of it was thrown away."""


class Gone(Exception):
    """Whoever sent the request left before its end, or was too slow."""


async def body(receive: Receive, limit: int, seconds: float = 10.0) -> bytes:
    """The whole body. Raises TooLarge, Gone."""
    return await whole(_parts(receive), limit, seconds)


async def body_into(file: BinaryIO, receive: Receive, limit: int, seconds: float) -> None:
    """The whole body into a file, without holding it in memory. Raises TooLarge, Gone."""
    await _read(_parts(receive), limit, seconds, file.write)


async def whole(parts: AsyncIterable[bytes], limit: int, seconds: float) -> bytes:
    """Everything that comes in pieces. Raises TooLarge, Gone, and whatever the pieces raise."""
    kept: list[bytes] = []
    await _read(parts, limit, seconds, kept.append)
    return b"".join(kept)


async def _read(parts: AsyncIterable[bytes], limit: int, seconds: float, take: Callable[[bytes], object]) -> None:
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in parts:
                size += len(part)
                if size <= limit:
                    take(part)
    except TimeoutError:
        raise Gone from None
    if size > limit:
        raise TooLarge


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    """The pieces of a body as ASGI hands them over."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        yield message.get("body", b"")
        more = bool(message.get("more_body"))


def query(scope: Scope) -> dict[str, str]:
    """The query's last value of each name; one with too many fields counts as empty."""
    return fields(scope["query_string"].decode("ascii", "replace"))


def fields(text: str) -> dict[str, str]:
    """See ``query``."""
    if not text:
        return {}
    return dict(parse_qsl(text, keep_blank_values=True)) if text.count("&") < QUERY_FIELDS else {}


def headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def network(scope: Scope, found: dict[str, str]) -> str:
    """Whose request it is, for throttles: an IPv4 address, or the household's part of an IPv6 address."""
    client = scope.get("client") or ("",)
    address = client_ip({"REMOTE_ADDR": client[0], "HTTP_X_FORWARDED_FOR": found.get("x-forwarded-for", "")})
    return ":".join(address.split(":")[:NETWORK]) if ":" in address else address
