"""Open agent screens as the browser's islands behave: a stream of events that brings the changed rows and the counts
ready drawn, and for an open conversation a look at its thread.

``inbox/islands/inbox.js`` puts the rows that come with an event into the list and fetches only when the stream begins
or something may have been missed: the list, and the side bar's count. ``inbox/islands/thread.js`` fetches what is
new in the open conversation, never two looks at a time, and tells that it was read.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

KINDS = {"message", "state", "assigned", "closed", "reopened"}  # what makes a thread look
OVERLAP = 6  # entries fetched again
_ROOMS = re.compile(r'id="rows" data-live-room="([^"]*)"')
_ENTRY = re.compile(r'data-entry="(\d+)"')
_MARK = re.compile(r"bench-(\d+)")
Headers = dict[str, str]


class Wire:
    """A keep-alive HTTP/1.1 connection, one request at a time."""

    def __init__(self, port: int, cookie: str, token: str = "") -> None:
        self.port, self.cookie, self.token = port, cookie, token
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def open(self, path: str, method: str = "GET") -> tuple[int, Headers, asyncio.StreamReader]:
        """Send a request and read the head of the answer."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}", f"cookie: {self.cookie}"]
        lines += ["hx-request: true"]
        if method == "POST":
            lines += [f"x-csrftoken: {self.token}", "content-length: 0"]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}, self.reader

    async def get(self, path: str) -> tuple[int, str]:
        return await self._ask(path, "GET")

    async def post(self, path: str) -> tuple[int, str]:
        """A form without fields."""
        return await self._ask(path, "POST")

    async def _ask(self, path: str, method: str) -> tuple[int, str]:
        try:
            status, headers, reader = await self.open(path, method)
        except (asyncio.IncompleteReadError, ConnectionError):  # the server has closed an idle connection
            self.reader = self.writer = None
            status, headers, reader = await self.open(path, method)
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
    """When numbered messages came to screens: as a row in the list, and in an open thread; monotonic seconds."""

    rows: dict[int, list[float]] = field(default_factory=dict)
    threads: dict[int, list[float]] = field(default_factory=dict)
    drawn: int = 0  # events that brought rows and counts
    looks: int = 0  # looks at a thread
    resyncs: int = 0
    streams: int = 0


class Screen:
    """One open tab of the inbox of one member; ``opened`` is the conversation beside the list, if any."""

    def __init__(self, wires: tuple[Wire, Wire], base: str, tab: str, seen: Seen, opened: int = 0) -> None:
        self.wire, self.stream = wires
        self.base, self.tab, self.seen = base, tab, seen
        self.shown: set[int] = set()
        self.lock = asyncio.Lock()  # a browser has a few connections; this screen uses one
        self.tasks: set[asyncio.Task[None]] = set()
        self.thread = Thread(self, opened) if opened else None

    async def run(self) -> None:
        """Fetch the list, the thread and a ticket, and listen until cancelled."""
        page = await self.get(f"inbox/?tab={self.tab}")
        found = _ROOMS.search(page)
        rooms = found[1].split() if found else []
        if self.thread:
            await self.thread.open()
            rooms.append(f"conversation:{self.thread.conversation}")
        ticket = json.loads(await self.get(f"live/?{urlencode([('room', room) for room in sorted(rooms)])}"))["ticket"]
        status, _, reader = await self.stream.open(f"/live?{urlencode({'ticket': ticket})}")
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"no stream: {status}")
        await self._look_again()
        self.seen.streams += 1
        rest = ""
        async for part in chunks(reader):
            *blocks, rest = (rest + part.decode()).split("\n\n")
            for block in blocks:
                self._take(block)

    async def get(self, path: str) -> str:
        """A page below the organisation's address."""
        async with self.lock:
            return (await self.wire.get(f"{self.base}/{path}"))[1]

    def soon(self, act: Coroutine[Any, Any, None]) -> None:
        """Do it without letting the stream wait."""
        task = asyncio.get_running_loop().create_task(act)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _take(self, block: str) -> None:
        fields = dict(line.partition(": ")[::2] for line in block.split("\n"))
        facts = json.loads(fields.get("data", "{}"))
        kind = fields.get("event", "")
        if kind == "resync":
            self.soon(self._look_again())
        elif kind == "conversations":
            self._put(facts)
        elif kind in KINDS and self.thread and facts.get("conversation") == self.thread.conversation:
            self.soon(self.thread.look(whole=kind == "state"))

    def _put(self, facts: dict[str, object]) -> None:
        now = time.monotonic()
        self.seen.drawn += 1
        for number in {int(mark) for mark in _MARK.findall(str(facts["html"]))} - self.shown:
            self.shown.add(number)
            self.seen.rows.setdefault(number, []).append(now)

    async def _look_again(self) -> None:
        """What a browser asks for when it may have missed something: thread, list, the side bar's count."""
        self.seen.resyncs += 1
        if self.thread:
            await self.thread.look(whole=True)
        await self.get(f"inbox/?tab={self.tab}&state=open")
        await self.get("inbox/waiting/")


class Thread:
    """The open conversation of a screen."""

    def __init__(self, screen: Screen, conversation: int) -> None:
        self.screen, self.conversation = screen, conversation
        self.entries: list[str] = []
        self.marks: set[int] = set()
        self.is_looking = self.is_stale = False

    async def open(self) -> None:
        self.entries = _ENTRY.findall(await self.screen.get(f"inbox/{self.conversation}/?tab={self.screen.tab}"))

    async def look(self, *, whole: bool) -> None:
        """Fetch what is new; what comes meanwhile is looked at afterwards, whole."""
        if self.is_looking:
            self.is_stale = True
            return
        self.is_looking = True
        await self._fetch(whole=whole)
        self.is_looking = False
        if self.is_stale:
            self.is_stale = False
            await self.look(whole=True)

    async def _fetch(self, *, whole: bool) -> None:
        above = "" if whole or len(self.entries) < OVERLAP else f"&after={self.entries[-OVERLAP]}"
        path = f"inbox/{self.conversation}/"
        text = await self.screen.get(f"{path}messages/?tab={self.screen.tab}{above}")
        now, seen = time.monotonic(), self.screen.seen
        seen.looks += 1
        new = [entry for entry in _ENTRY.findall(text) if entry not in self.entries]
        self.entries += new
        for number in {int(mark) for mark in _MARK.findall(text)} - self.marks:
            self.marks.add(number)
            seen.threads.setdefault(number, []).append(now)
        if new:
            async with self.screen.lock:
                await self.screen.wire.post(f"{self.screen.base}/{path}reading/")


class Opened(Protocol):
    """Something a person has open."""

    async def run(self) -> None:
        """Listen until cancelled."""


async def open_all(screens: Iterable[Opened]) -> list[asyncio.Task[None]]:
    """Start them a few at a time, as people open tabs."""
    tasks = []
    for screen in screens:
        tasks.append(asyncio.create_task(screen.run()))
        await asyncio.sleep(0.02)
    return tasks
