"""What changed on screens, drawn once for all that show the same: gathered here, drawn by the module in a thread."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

import msgspec
from django.db import close_old_connections

from changlai.kernel import db, discovery
from changlai.kernel.sse import Asked, Drawing, Watcher

log = logging.getLogger("changlai.edge")

THREADS = 2
REST = 0.2  # seconds between two drawings of one organisation, or as long as the last one took; the first is at once
MOST = 60  # things drawn at once for a screen
TOO_MANY = 300  # things a screen may be behind before it is told to look at everything again
AGAIN = 1.0  # seconds until a drawing is tried again when the database was away
RESYNC = b"event: resync\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class View:
    """What a stream looks at: one drawn room of one organisation."""

    organisation_id: int
    drawing: Drawing
    watcher: Watcher


@dataclass(eq=False, slots=True)
class Stream:
    """An open screen: its rooms, what is still to be sent, and by the kind of its events what is drawn for it."""

    rooms: frozenset[str]
    queue: asyncio.Queue[bytes | None]
    views: Mapping[str, View] = field(default_factory=dict)

    def view_of(self, room: str, facts: Mapping[str, object]) -> View | None:
        """The view that an event in this room changes; None when the event is sent as it is."""
        view = self.views.get(room.split(":")[1]) if self.views else None
        return view if view is not None and view.drawing.fact in facts else None


@dataclass(slots=True)
class Easel:
    """What is to be drawn for one organisation: things by stream."""

    waiting: dict[Stream, set[int]] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None


class Painter:
    """Gathers changes and has them drawn, one drawing at a time for each organisation and kind of room.

    ``position()`` names the latest event (as in ``id:``); ``put`` sends bytes to a stream, None ends it.
    """

    def __init__(self, position: Callable[[], bytes], put: Callable[[Stream, bytes | None], None]) -> None:
        self.position = position
        self.put = put
        self.easels: dict[tuple[int, Drawing], Easel] = {}
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="drawing")

    def note(self, stream: Stream, view: View, thing: int) -> None:
        """Something on this screen changed. Nothing is drawn before everybody concerned has been noted."""
        place = view.organisation_id, view.drawing
        easel = self.easels.setdefault(place, Easel())
        easel.waiting.setdefault(stream, set()).add(thing)
        if easel.task is None:
            easel.task = asyncio.get_running_loop().create_task(self._work(place, easel))

    def forget(self, stream: Stream) -> None:
        """The screen is gone."""
        for view in stream.views.values():
            easel = self.easels.get((view.organisation_id, view.drawing))
            if easel is not None:
                easel.waiting.pop(stream, None)

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def _work(self, place: tuple[int, Drawing], easel: Easel) -> None:
        """Until nothing is left to draw."""
        loop = asyncio.get_running_loop()
        while easel.waiting:
            began = loop.time()
            await self._draw(place, easel)
            await asyncio.sleep(max(REST, loop.time() - began))
        del self.easels[place]

    async def _draw(self, place: tuple[int, Drawing], easel: Easel) -> None:
        organisation_id, drawing = place
        position, taken = self.position(), self._take(easel)
        behind = set(easel.waiting)  # not everything up to the position is drawn for these
        asked: dict[Watcher, set[int]] = {}
        for stream, things in taken.items():
            asked.setdefault(stream.views[drawing.of].watcher, set()).update(things)
        try:
            drawn = await asyncio.get_running_loop().run_in_executor(
                self.threads, draw, drawing, organisation_id, asked
            )
        except Exception as error:  # whatever broke, the screens must not stay wrong without a word
            log.exception("live.drawing_failed", extra={"drawing": drawing.name, "organisation": organisation_id})
            await self._failed(easel, taken, is_passing=db.is_transient(error))
            return
        for stream in taken:
            mark = b"" if stream in behind else b"id: " + position + b"\n"
            event = drawn.get(stream.views[drawing.of].watcher)
            self.put(stream, None if event is None else mark + event)

    def _take(self, easel: Easel) -> dict[Stream, set[int]]:
        """The things to draw now; a screen that is too far behind looks by itself, others get the rest later."""
        waiting, easel.waiting = easel.waiting, {}
        taken = {}
        for stream, things in waiting.items():
            if len(things) > TOO_MANY:
                self.put(stream, b"id: " + self.position() + b"\n" + RESYNC)
                continue
            taken[stream] = set(itertools.islice(sorted(things), MOST))
            if rest := things - taken[stream]:
                easel.waiting[stream] = rest
        return taken

    async def _failed(self, easel: Easel, taken: Mapping[Stream, set[int]], *, is_passing: bool) -> None:
        """Again when the database was away; else each screen looks by itself."""
        for stream, things in taken.items():
            if is_passing:
                easel.waiting.setdefault(stream, set()).update(things)
            else:
                self.put(stream, RESYNC)
        if is_passing:
            await asyncio.sleep(AGAIN)


def draw(drawing: Drawing, organisation_id: int, asked: Asked) -> dict[Watcher, bytes]:
    """The events as they are sent, but for their number. Runs in a thread with a connection of its own."""
    close_old_connections()
    try:
        drawn = drawing.draw(organisation_id, asked)
    except Exception:
        db.drop_connection()
        raise
    finally:
        close_old_connections()
    head = f"event: {drawing.name}\ndata: ".encode()
    return {watcher: head + msgspec.json.encode(facts) + b"\n\n" for watcher, facts in drawn.items()}


@cache
def drawings() -> dict[str, Drawing]:
    """What the modules draw, by the first word of the room."""
    return {one.name: one for module in discovery.rooms("live") for one in getattr(module, "DRAWINGS", ())}


def views(rooms: Iterable[str], *, member_id: int, generation: int) -> dict[str, View]:
    """The views of a ticket's drawn rooms, by the kind of room whose events they draw."""
    found = {}
    for room in rooms:
        organisation, kind, *parts = room.split(":")
        drawing = drawings().get(kind)
        if drawing is not None:
            found[drawing.of] = View(int(organisation), drawing, Watcher(member_id, generation, tuple(parts)))
    return found
