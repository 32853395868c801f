"""Plain ASGI answers."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]
SAFE: Headers = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))


async def answer(
    send: Send, status: int, body: bytes = b"", content_type: str = "text/plain; charset=utf-8", headers: Headers = ()
) -> None:
    """One short answer."""
    start: Headers = (
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        *SAFE,
        *headers,
    )
    await send({"type": "http.response.start", "status": status, "headers": list(start)})
    await send({"type": "http.response.body", "body": body})
