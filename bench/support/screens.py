"""Open agent screens as the browser's island behaves: a stream of events, and a look at the rows that changed.

The paces are those of ``inbox/islands/inbox.js``: the first look at once, later ones at most every 0.8 s, the tabs'
counts at most every 2 s, never two looks at a time.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

ROWS, COUNTS = 0.8, 2.0  # seconds
KINDS = {"message", "state", "assigned", "closed", "reopened", "read"}
_ROOMS = re.compile(r'id="rows" data-live-room="([^"]*)"')
_MARK = re.compile(r"bench-(\d+)")
Headers = dict[str, str]


class Wire:
    """A keep-alive HTTP/1.1 connection for GET, one request at a time."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def open(self, path: str) -> tuple[int, Headers, asyncio.StreamReader]:
        """Send a request and read the head of the answer."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncookie: {self.cookie}\r\nhx-request: true\r\n\r\n"
        )
        self.writer.write(head.encode())
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}, self.reader

    async def get(self, path: str) -> tuple[int, str]:
        status, headers, reader = await self.open(path)
        if headers.get("transfer-encoding") == "chunked":
            return status, b"".join([part async for part in chunks(reader)]).decode()
        return status, (await reader.readexactly(int(headers.get("content-length", 0)))).decode()


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The parts of a chunked body, as they come."""
    while size := int((await reader.readline()).strip() or b"0", 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()


@dataclass
class Seen:
    """When numbered messages came to screens: as an event, and as a row on the screen; monotonic seconds."""

    rows: dict[int, list[float]] = field(default_factory=dict)
    events: list[tuple[int, float]] = field(default_factory=list)  # conversation, when
    looks: int = 0
    counts: int = 0
    streams: int = 0


class Screen:
    """One open tab of the inbox of one member."""

    def __init__(self, port: int, cookie: str, base: str, tab: str, seen: Seen) -> None:
        self.wire, self.stream = Wire(port, cookie), Wire(port, cookie)
        self.base, self.tab, self.seen = base, tab, seen
        self.changed: set[int] = set()
        self.shown: set[int] = set()
        self.lock = asyncio.Lock()  # a browser has a few connections; this screen uses one
        self.look_at_rows = Paced(ROWS, self._rows)
        self.look_at_counts = Paced(COUNTS, self._counts)

    async def run(self) -> None:
        """Fetch the list, a ticket, and listen until cancelled."""
        _, page = await self.wire.get(f"{self.base}/inbox/?tab={self.tab}")
        found = _ROOMS.search(page)
        rooms = found[1].split() if found else []
        _, answer = await self.wire.get(f"{self.base}/live/?{urlencode([('room', room) for room in rooms])}")
        ticket = json.loads(answer)["ticket"]
        status, _, reader = await self.stream.open(f"/live?{urlencode({'ticket': ticket})}")
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"no stream: {status}")
        self.seen.streams += 1
        async for part in chunks(reader):
            self._take(part)

    def _take(self, part: bytes) -> None:
        now = time.monotonic()
        for block in part.decode().split("\n\n"):
            data = next((line[6:] for line in block.split("\n") if line.startswith("data: ")), "")
            facts = json.loads(data) if data else {}
            if facts.get("kind") in KINDS and "conversation" in facts:
                self.seen.events.append((facts["conversation"], now))
                self.changed.add(facts["conversation"])
                self.look_at_rows()
                self.look_at_counts()

    async def _rows(self) -> None:
        ids, self.changed = sorted(self.changed), set()
        if not ids:
            return
        async with self.lock:
            query = f"ids={','.join(map(str, ids))}&tab={self.tab}&state=open"
            _, text = await self.wire.get(f"{self.base}/inbox/rows/?{query}")
        now = time.monotonic()
        self.seen.looks += 1
        for number in {int(mark) for mark in _MARK.findall(text)} - self.shown:
            self.shown.add(number)
            self.seen.rows.setdefault(number, []).append(now)

    async def _counts(self) -> None:
        async with self.lock:
            await self.wire.get(f"{self.base}/inbox/counts/?tab={self.tab}")
        self.seen.counts += 1


class Paced:
    """At once, then at most every ``wait`` seconds, never two at a time; a call in between is not lost."""

    def __init__(self, wait: float, act: Callable[[], Awaitable[None]]) -> None:
        self.wait, self.act = wait, act
        self.is_wanted = False
        self.task: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        self.is_wanted = True
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self.is_wanted:
            self.is_wanted = False
            await self.act()
            await asyncio.sleep(self.wait)


async def open_all(screens: Iterable[Screen]) -> list[asyncio.Task[None]]:
    """Start them a few at a time, as people open tabs."""
    tasks = []
    for screen in screens:
        tasks.append(asyncio.create_task(screen.run()))
        await asyncio.sleep(0.02)
    return tasks
