"""Live events: one LISTEN connection a process, fanned out to the rooms of open screens as server-sent events.

A stream needs a signed ticket that names its rooms; a ticket is good for a minute, a stream for ten. What a screen
missed while it reconnected is replayed from memory; when that is not possible it is told to look again ("resync").
Events carry ids only; what a module draws for its screens (``kernel.sse.Drawing``) is drawn once for all of them.
"""

import asyncio
import json
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import psycopg

from changlai.edge.answers import answer
from changlai.edge.database import Database
from changlai.edge.drawing import RESYNC, Painter, Stream, views
from changlai.kernel import metrics
from changlai.kernel.crypto import BadTicket, read_ticket
from changlai.kernel.sse import CHANNEL

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("changlai.edge")

RETRY_MS = range(500, 3_000)  # when a screen comes back: not all of them at once after the server was away
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


class Told(NamedTuple):
    """An event as it was told: its number, its room, its facts, and the bytes sent."""

    number: int
    room: str
    facts: Mapping[str, int | str]
    event: bytes


class Hub:
    """Rooms and who is in them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rooms: dict[str, set[Stream]] = {}
        self.memory: deque[Told] = deque(maxlen=MEMORY)
        self.painter = Painter(self.position, self._put)
        self.boot = secrets.token_hex(4)
        self.number = 0
        self.is_ending = False
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
                    self.begin_anew()
                    async for note in connection.notifies():
                        self.relay(note.payload)
            except psycopg.Error:
                await asyncio.sleep(0.5)

    def begin_anew(self) -> None:
        """What was told while nobody listened is not known: no screen may go on from where it stood."""
        self.boot = secrets.token_hex(4)
        self.memory.clear()
        self._everyone(RESYNC)

    def relay(self, payload: str) -> None:
        for room, kind, facts in json.loads(payload):
            if room == EDGE_ROOM:
                for call in self._account_changes:
                    call()
                continue
            self.number += 1
            data = json.dumps({"room": room, "kind": kind, **facts}, separators=(",", ":"))
            told = Told(self.number, room, facts, f"event: {kind}\ndata: {data}\n\n".encode())
            self.memory.append(told)
            for stream in tuple(self.rooms.get(room, ())):
                if (event := self._for(stream, told)) is not None:
                    self._put(stream, event)

    def position(self) -> bytes:
        """The latest event, as a screen names it when it comes back."""
        return f"{self.boot}-{self.number}".encode()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One stream, until the screen leaves, is too slow, or its time is up."""
        if self.is_ending:
            await answer(send, 503, b"the server is stopping: come again")
            return
        query = dict(parse_qsl(scope["query_string"].decode("ascii", "replace")))
        try:
            ticket = read_ticket(query.get("ticket", ""), purpose="live")
        except BadTicket:
            await answer(send, 401, b"the ticket is too old or not ours: fetch a new one")
            return
        headers = {name: value for name, value in scope["headers"] if name == b"last-event-id"}
        last = headers.get(b"last-event-id", b"").decode("ascii", "replace") or query.get("last", "")
        stream = _stream_of(ticket)
        self.enter(stream)
        gone = asyncio.create_task(disconnected(receive, stream.queue))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self._stream(stream.queue, send, self._missed(last, stream))
        finally:
            gone.cancel()
            self.leave(stream)

    def end_streams(self) -> None:
        """The server is told to stop, and waits for what is open: end every stream, and begin no other."""
        self.is_ending = True
        self._everyone(None)

    def close(self) -> None:
        self.end_streams()
        self.painter.close()

    async def _stream(self, queue: "asyncio.Queue[bytes | None]", send: Send, missed: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        wait = secrets.choice(RETRY_MS)
        start = f"retry: {wait}\n\n".encode() + b"".join(missed)
        await send({"type": "http.response.body", "body": start, "more_body": True})
        while loop.time() < end:
            try:
                event = await asyncio.wait_for(queue.get(), PING)
            except TimeoutError:
                event = b": ping\n\n"
            burst = [event]
            while burst[-1] is not None and not queue.empty():
                burst.append(queue.get_nowait())
            if body := b"".join(event for event in burst if event is not None):
                await send({"type": "http.response.body", "body": body, "more_body": True})
            if burst[-1] is None:
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _for(self, stream: Stream, told: Told) -> bytes | None:
        """What this screen is sent; None when it is drawn first.

        The events of a screen with a drawn room carry no number: only what was drawn moves its place, so that it cannot
        come back behind an event that it has not seen drawn.
        """
        view = stream.view_of(told.room, told.facts)
        if view is not None:
            self.painter.note(stream, view, int(told.facts[view.drawing.fact]))
            return None
        return told.event if stream.views else f"id: {self.boot}-{told.number}\n".encode() + told.event

    def _missed(self, last: str, stream: Stream) -> list[bytes]:
        """What the screen has not seen since ``last``, or the word to look again when we cannot know. A new screen is
        told where it stands. One that enters other rooms names the place where it stood when it asked for what it
        shows of them (``ui/core/live.js``).
        """
        boot, _, number = last.partition("-")
        here = b"id: " + self.position() + b"\n"
        if not last:
            return [here + b"\n"]
        oldest = self.memory[0].number if self.memory else self.number + 1
        if boot != self.boot or not number.isdecimal() or int(number) + 1 < oldest:
            return [here + RESYNC]
        missed = (told for told in self.memory if told.number > int(number) and told.room in stream.rooms)
        return [event for told in missed if (event := self._for(stream, told)) is not None]

    def _everyone(self, event: bytes | None) -> None:
        for stream in {stream for streams in self.rooms.values() for stream in streams}:
            self._put(stream, event)

    def _put(self, stream: Stream, event: bytes | None) -> None:
        queue = stream.queue
        try:
            queue.put_nowait(event)
        except asyncio.QueueFull:  # too slow: it reconnects and asks for what it missed
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(None)

    def enter(self, stream: Stream) -> None:
        """From now on the stream hears what happens in its rooms."""
        for room in stream.rooms:
            self.rooms.setdefault(room, set()).add(stream)
        metrics.LIVE_STREAMS.inc()

    def leave(self, stream: Stream) -> None:
        """Nobody listens to it any more."""
        metrics.LIVE_STREAMS.dec()
        self.painter.forget(stream)
        for room in stream.rooms:
            streams = self.rooms.get(room)
            if streams is not None:
                streams.discard(stream)
                if not streams:
                    del self.rooms[room]


def _stream_of(ticket: Mapping[str, Any]) -> Stream:
    """The stream a ticket is good for."""
    rooms = frozenset(str(room) for room in ticket.get("rooms", ()))
    member, generation = int(ticket.get("member", 0)), int(ticket.get("generation", -1))
    return Stream(rooms, asyncio.Queue(BACKLOG), views(rooms, member_id=member, generation=generation))


async def disconnected(receive: Receive, queue: "asyncio.Queue[bytes | None]") -> None:
    """Ends the stream when the screen goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)
