"""Live events: one LISTEN connection a process, fanned out to the rooms of open screens as server-sent events.

A stream needs a signed ticket that names its rooms; a ticket is good for a minute, a stream for ten. What a screen
missed while it reconnected is replayed from memory; when that is not possible it is told to look again ("resync").
"""

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import psycopg

from changlai.edge.answers import answer
from changlai.edge.database import Database
from changlai.kernel import metrics
from changlai.kernel.crypto import BadTicket, read_ticket
from changlai.kernel.sse import CHANNEL

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("changlai.edge")

PING = 15.0  # seconds of silence after which a comment keeps proxies from closing
LONGEST = 600.0  # seconds of one stream: rights are looked at again when the page fetches its next ticket
BACKLOG = 100  # events a slow screen may be behind before it is dropped
MEMORY = 5_000  # events kept for screens that reconnect
EDGE_ROOM = "edge"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

Numbered = tuple[int, str, bytes]  # number, room, the event as sent


class Hub:
    """Rooms and who is in them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rooms: dict[str, set[asyncio.Queue[bytes | None]]] = {}
        self.memory: deque[Numbered] = deque(maxlen=MEMORY)
        self.boot = secrets.token_hex(4)
        self.number = 0
        self._account_changes: list[Callable[[], None]] = []

    def when_account_changes(self, call: Callable[[], None]) -> None:
        self._account_changes.append(call)

    async def listen(self) -> None:
        """Relay for ever; after a lost connection every screen is told to look again."""
        while True:
            try:
                connection = await self.database.listener()
                async with connection:
                    await connection.execute(f"listen {CHANNEL}")
                    if self.number:
                        self._everyone(b"event: resync\ndata: {}\n\n")
                    async for note in connection.notifies():
                        self.relay(note.payload)
            except psycopg.Error:
                await asyncio.sleep(0.5)

    def relay(self, payload: str) -> None:
        for room, kind, facts in json.loads(payload):
            if room == EDGE_ROOM:
                for call in self._account_changes:
                    call()
                continue
            self.number += 1
            data = json.dumps({"room": room, "kind": kind, **facts}, separators=(",", ":"))
            event = f"id: {self.boot}-{self.number}\nevent: {kind}\ndata: {data}\n\n".encode()
            self.memory.append((self.number, room, event))
            for queue in tuple(self.rooms.get(room, ())):
                self._put(queue, event)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One stream, until the screen leaves, is too slow, or its time is up."""
        query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace")))
        try:
            ticket = read_ticket(query.get("ticket", ""), purpose="live")
        except BadTicket:
            await answer(send, 401, b"the ticket is too old or not ours: fetch a new one")
            return
        headers = {name: value for name, value in scope["headers"] if name == b"last-event-id"}
        last = headers.get(b"last-event-id", b"").decode("ascii", "replace") or query.get("last", "")
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)
        rooms = [str(room) for room in ticket.get("rooms", ())]
        for room in rooms:
            self.rooms.setdefault(room, set()).add(queue)
        metrics.LIVE_STREAMS.inc()
        gone = asyncio.create_task(_disconnected(receive, queue))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self._stream(queue, send, self._missed(last, set(rooms)))
        finally:
            gone.cancel()
            metrics.LIVE_STREAMS.dec()
            for room in rooms:
                self._leave(room, queue)

    def close(self) -> None:
        """The server stops: end every stream, so that it can."""
        for queues in list(self.rooms.values()):
            for queue in tuple(queues):
                self._put(queue, None)

    async def _stream(self, queue: "asyncio.Queue[bytes | None]", send: Send, missed: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        await send({"type": "http.response.body", "body": b"retry: 1000\n\n" + b"".join(missed), "more_body": True})
        while loop.time() < end:
            try:
                event = await asyncio.wait_for(queue.get(), PING)
            except TimeoutError:
                event = b": ping\n\n"
            if event is None:
                break
            while not queue.empty() and (more := queue.get_nowait()) is not None:
                event += more
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _missed(self, last: str, rooms: set[str]) -> list[bytes]:
        """What the screen has not seen since ``last``, or the word to look again when we cannot know."""
        boot, _, number = last.partition("-")
        if not last:
            return []
        oldest = self.memory[0][0] if self.memory else self.number + 1
        if boot != self.boot or not number.isdecimal() or int(number) + 1 < oldest:
            return [b"event: resync\ndata: {}\n\n"]
        return [event for n, room, event in self.memory if n > int(number) and room in rooms]

    def _everyone(self, event: bytes) -> None:
        for queue in {queue for queues in self.rooms.values() for queue in queues}:
            self._put(queue, event)

    def _put(self, queue: "asyncio.Queue[bytes | None]", event: bytes | None) -> None:
        try:
            queue.put_nowait(event)
        except asyncio.QueueFull:  # too slow: it reconnects and asks for what it missed
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(None)

    def _leave(self, room: str, queue: "asyncio.Queue[bytes | None]") -> None:
        queues = self.rooms.get(room)
        if queues is not None:
            queues.discard(queue)
            if not queues:
                del self.rooms[room]


async def _disconnected(receive: Receive, queue: "asyncio.Queue[bytes | None]") -> None:
    """Ends the stream when the screen goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)
