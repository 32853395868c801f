"""What is said in a visitor's talk, as it is said: server-sent events that begin where the page left off.

An event only wakes the stream; the lines are read from their table, after the numbers the page has. So nothing is lost
when a page was away, and nothing comes twice: the numbers of a talk are committed in order (channels.talks).
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from changlai.channels import talks, visits
from changlai.channels.contracts import Guest
from changlai.channels.intake import Doorplate
from changlai.edge.database import Database
from changlai.edge.drawing import Stream
from changlai.edge.live import BACKLOG, HEADERS, LONGEST, PING, Hub, disconnected

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
OF_A_VISITOR, OF_A_NETWORK, OF_ALL = 6, 60, 20_000  # open streams
FIRST = 2_147_483_647  # before any number of a talk


class Streams:
    """Open pages of visitors, and what they are told."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self.database, self.hub = database, hub
        self.open: Counter[str] = Counter()

    async def standing(self, plate: Doorplate, guest: Guest) -> dict[str, Any]:
        """How far each talk is, and the last lines of them."""
        known = {row[0]: row[1:] for row in await self.database.rows(talks.TALKS, self._of(plate, guest))}
        rows = [known.get(thread, (0, 0, 0)) for thread in guest.threads]
        return {
            "talks": [{"last": last, "seen": seen, "read": read} for last, seen, read in rows],
            "lines": await self.earlier(plate, guest, "") if known else [],
        }

    async def earlier(self, plate: Doorplate, guest: Guest, before: str) -> list[dict[str, Any]]:
        """A page of lines before these numbers, in the order they were said."""
        numbers = visits.cursors(before, guest, FIRST)
        rows = await self.database.rows(talks.LINES_BEFORE, (*self._of(plate, guest), numbers, talks.PAGE))
        rows = sorted(rows, key=lambda row: (row[-1], row[1]))
        return [visits.line(row, guest, plate.organisation_id) for row in rows]

    async def serve(
        self, receive: Receive, send: Send, plate: Doorplate, guest: Guest, network: str, last: str
    ) -> bool:
        """One stream, until the page leaves or its time is up; False when there are too many."""
        keys = [f"visitor {guest.device}", f"network {network}", "all"]
        if self.hub.is_ending or any(
            self.open[key] >= most for key, most in zip(keys, (OF_A_VISITOR, OF_A_NETWORK, OF_ALL), strict=True)
        ):
            return False
        stream = Stream(frozenset(visits.rooms(plate, guest)), asyncio.Queue(BACKLOG))
        self.open.update(keys)
        self.hub.enter(stream)
        gone = asyncio.create_task(disconnected(receive, stream.queue))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self._run(stream, send, plate, guest, visits.cursors(last, guest, 0))
        finally:
            gone.cancel()
            self.hub.leave(stream)
            self.open.subtract(keys)
            self.open += Counter()  # keeps what is above zero
        return True

    async def _run(self, stream: Stream, send: Send, plate: Doorplate, guest: Guest, at: list[int]) -> None:
        loop = asyncio.get_running_loop()
        end, rooms = loop.time() + LONGEST, visits.rooms(plate, guest)
        body = b"retry: 1000\n\n" + await self._news(plate, guest, at)
        while loop.time() < end:
            if body:
                await send({"type": "http.response.body", "body": body, "more_body": True})
            burst = await _burst(stream)
            if None in burst:
                break
            body = b"".join(_signal(event, rooms) for event in burst if event is not None)
            if any(
                event and (f"event: {talks.LINE}".encode() in event or b"event: resync" in event) for event in burst
            ):
                body = await self._news(plate, guest, at) + body
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _news(self, plate: Doorplate, guest: Guest, at: list[int]) -> bytes:
        """Every line after ``at``, which then stands behind them."""
        told = []
        while True:
            rows = await self.database.rows(talks.LINES_AFTER, (*self._of(plate, guest), at, talks.PAGE))
            for row in rows:
                line = visits.line(row, guest, plate.organisation_id)
                at[line["t"]] = line["n"]
                place = ".".join(map(str, at)).encode()
                told.append(b"id: " + place + b"\nevent: line\ndata: " + msgspec.json.encode(line) + b"\n\n")
            if len(rows) < talks.PAGE:
                return b"".join(told)

    def _of(self, plate: Doorplate, guest: Guest) -> tuple[int, int, list[str]]:
        return plate.organisation_id, plate.account_id, list(guest.threads)


async def _burst(stream: Stream) -> list[bytes | None]:
    """What has come, at least one; a ping after a while of silence."""
    try:
        burst = [await asyncio.wait_for(stream.queue.get(), PING)]
    except TimeoutError:
        return [b": ping\n\n"]
    while burst[-1] is not None and not stream.queue.empty():
        burst.append(stream.queue.get_nowait())
    return burst


def _signal(event: bytes, rooms: list[str]) -> bytes:
    """What the page is told of an event of its rooms, beside new lines: that somebody writes, or has read."""
    if event.startswith(b":"):
        return event
    data = event.partition(b"data: ")[2].strip()
    if f"event: {talks.TYPING}\n".encode() in event:
        return b"event: typing\ndata: {}\n\n"
    if f"event: {talks.READ}\n".encode() in event:
        facts = msgspec.json.decode(data)
        told = {"t": rooms.index(facts["room"]), "n": facts["number"]}
        return b"event: read\ndata: " + msgspec.json.encode(told) + b"\n\n"
    return b""
