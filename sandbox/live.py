"""Server-sent events: a phone hears that something changed and asks again."""

import asyncio
from collections.abc import AsyncIterator

HEARTBEAT_SECONDS = 15.0
MOST_WAITING = 100
CLOSED = "closed"


class Hub:
    """Topics out, to everyone who listens. A listener who does not keep up loses the oldest topics."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[str]] = set()
        self._closed = False

    def announce(self, topic: str, /) -> None:
        """Tell every listener that a topic changed."""
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(topic)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self._closed = True
        self.announce(CLOSED)

    async def listen(self, wanted: set[str]) -> AsyncIterator[bytes]:
        """The stream for one listener: an event per changed topic it wants, and a heartbeat."""
        queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._queues.add(queue)
        try:
            yield b": hello\n\n"
            while not self._closed:
                yield await _next(queue, wanted | {CLOSED})
        finally:
            self._queues.discard(queue)


async def _next(queue: asyncio.Queue[str], wanted: set[str]) -> bytes:
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            while (topic := await queue.get()) not in wanted:
                pass
    except TimeoutError:
        return b": beat\n\n"
    return f"data: {topic}\n\n".encode()
