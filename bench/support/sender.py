"""``python -m bench.support.sender FILE``: the client process behind ``bench.support.client``. Nothing but sending."""

import asyncio
import pickle
import sys
import time
from collections import deque
from pathlib import Path

from bench.support.client import TOO_MANY, UNAVAILABLE, Order, Outcome

RECONNECT = 0.1  # seconds
RETRY = 0.2  # seconds before a request that was not acknowledged is sent again
LENGTH = b"content-length:"
CHUNKED, END = b"transfer-encoding: chunked", b"0\r\n\r\n"


class Driver:
    """Hands requests to connections."""

    def __init__(self, order: Order) -> None:
        self.order = order
        count = len(order.requests)
        self.outcome = Outcome([0] * count, [0.0] * count, [0.0] * count, [0.0] * count)
        self.next = 0
        self.open = count
        self.start, self.is_running = 0.0, False
        self.again: deque[int] = deque()
        self.idle: list[Connection] = []
        self.finished = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(min(self.order.connections, max(len(self.order.requests), 1))):
            await self._connect()
        self.start, self.is_running = time.monotonic(), True
        ticker = loop.create_task(self._tick())
        for connection in list(self.idle):
            self.feed(connection)
        await self.finished.wait()
        ticker.cancel()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.order.port)
            except OSError:
                await asyncio.sleep(RECONNECT)
            else:
                return

    async def _tick(self) -> None:
        """Wake connections that wait for the next due time."""
        while True:
            await asyncio.sleep(0.001)
            while self.idle and (self.again or self._is_due()):
                self.feed(self.idle[-1])

    def _is_due(self) -> bool:
        return self.next < len(self.order.requests) and self._due(self.next) <= time.monotonic()

    def _due(self, number: int) -> float:
        return self.start + number / self.order.rate if self.order.rate else self.start

    def feed(self, connection: "Connection") -> None:
        """Give a free connection its next request, or let it wait."""
        if connection in self.idle:
            self.idle.remove(connection)
        if self.again:
            connection.write(self.again.popleft())
        elif self._is_due():
            number, self.next = self.next, self.next + 1
            now = time.monotonic()
            self.outcome.due[number] = self._due(number) if self.order.rate else now
            self.outcome.sent[number] = now
            connection.write(number)
        else:
            self.idle.append(connection)

    def greet(self, connection: "Connection") -> None:
        """A connection is there; before the start it waits like the others."""
        if self.is_running:
            self.feed(connection)
        else:
            self.idle.append(connection)

    def answered(self, connection: "Connection", number: int, status: int) -> None:
        if status in {TOO_MANY, UNAVAILABLE} and self.order.insist:
            self.repeat(number)
        else:
            self.outcome.statuses[number] = status
            self.outcome.done[number] = time.monotonic()
            self._settled()
        self.feed(connection)

    def lost(self, connection: "Connection", number: int | None) -> None:
        """A connection broke: another takes its place, and its request is sent again when we insist."""
        if connection in self.idle:
            self.idle.remove(connection)
        if number is not None and self.order.insist:
            self.repeat(number)
        elif number is not None:
            self.outcome.done[number] = time.monotonic()
            self._settled()
        if not self.finished.is_set():
            task = asyncio.get_running_loop().create_task(self._connect())
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)

    def repeat(self, number: int) -> None:
        self.outcome.tries += 1
        asyncio.get_running_loop().call_later(RETRY, self.again.append, number)

    def _settled(self) -> None:
        self.open -= 1
        if not self.open:
            self.finished.set()


_tasks: set[asyncio.Task[None]] = set()


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request in flight."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.number: int | None = None
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP
        self.transport = transport
        self.driver.greet(self)

    def write(self, number: int) -> None:
        self.number = number
        self.transport.write(self.driver.order.requests[number])

    def data_received(self, data: bytes) -> None:
        self.rest += data
        head, found, body = self.rest.partition(b"\r\n\r\n")
        if not found or not _is_whole(head, body):
            return
        number, self.number, self.rest = self.number, None, b""
        if number is not None:
            self.driver.answered(self, number, int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        number, self.number = self.number, None
        self.driver.lost(self, number)


def _is_whole(head: bytes, body: bytes) -> bool:
    """Whether the answer has come to its end; only one is on its way at a time."""
    return body.endswith(END) if CHUNKED in head.lower() else len(body) >= _length(head)


def _length(head: bytes) -> int:
    """The length of the body, as the head says it."""
    at = head.lower().find(LENGTH)
    return int(head[at + len(LENGTH) :].partition(b"\r\n")[0]) if at >= 0 else 0


def main() -> None:
    file = Path(sys.argv[1])
    order: Order = pickle.loads(file.read_bytes())  # noqa: S301 - written by our own parent
    driver = Driver(order)
    asyncio.run(driver.run())
    file.with_suffix(".done").write_bytes(pickle.dumps(driver.outcome))


if __name__ == "__main__":
    main()
