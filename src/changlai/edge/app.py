"""The raw-ASGI door. It answers platforms and open screens itself and hands everything else to Django in threads.

``CHANGLAI_WEB_ROLE`` chooses: ``edge`` (callbacks and live events), ``site`` (pages and API) or ``all``.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from types import FrameType
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "changlai.settings")
django.setup()

from a2wsgi import WSGIMiddleware  # noqa: E402 - app ready
from django.conf import settings  # noqa: E402 - app ready
from django.core.wsgi import get_wsgi_application  # noqa: E402 - app ready

from changlai.edge import hooks, live, status, visitor_files, visitor_streams, visitors  # noqa: E402 - app ready
from changlai.edge.answers import answer  # noqa: E402 - app ready
from changlai.edge.database import Database  # noqa: E402 - app ready
from changlai.kernel import memory  # noqa: E402 - app ready

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("changlai.edge")
SITE_THREADS = 6


class Edge:
    """One per process. Its own pool, group committer and live hub start with the first event of the server."""

    def __init__(self, role: str) -> None:
        self.database = Database()
        self.hub = live.Hub(self.database)
        self.hooks = hooks.Hooks(self.database, self.hub)
        self.files = visitor_files.Files()
        streams = visitor_streams.Streams(self.database, self.hub)
        self.visitors = visitors.Visitors(self.hooks, streams, self.files)
        self.is_edge = role in {"all", "edge"}
        django_site: Any = get_wsgi_application()
        self.site: Any = WSGIMiddleware(django_site, workers=SITE_THREADS) if role in {"all", "site"} else None
        self.tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
            return
        if scope["type"] != "http":
            return
        await self._route(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/hooks/") and self.is_edge:
            await self.hooks(scope, receive, send)
        elif path.startswith(visitors.PREFIX) and self.is_edge:
            await self.visitors(scope, receive, send)
        elif path == "/live" and self.is_edge:
            await self.hub.serve(scope, receive, send)
        elif path in status.PATHS:
            await status.serve(self.database, scope, send)
        elif self.site is not None:
            await self.site(scope, _as_coroutine(receive), send)
        else:
            await answer(send, 404, b"not found")

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def start(self) -> None:
        await self.database.open()
        memory.settle()
        _when_told_to_stop(self.hub.end_streams)
        if self.is_edge:
            self.tasks = [asyncio.create_task(task) for task in (self.hub.listen(), *self.hooks.background())]

    async def stop(self) -> None:
        self.hub.close()
        self.files.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.database.close()


def _when_told_to_stop(call: Callable[[], None]) -> None:
    """Call it with the first SIGTERM or SIGINT, beside what the server does then.

    granian says lifespan.shutdown only after every answer has ended, and a live stream ends when we end it. The loop
    hears of a signal through its wake-up descriptor, so a handler of our own takes nothing from it.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _beside(signal.getsignal(number), partial(loop.call_soon_threadsafe, call)))
        signal.siginterrupt(number, False)


def _beside(before: object, call: Callable[[], object]) -> Callable[[int, FrameType | None], None]:
    def told(number: int, frame: FrameType | None) -> None:
        call()
        if callable(before):
            before(number, frame)

    return told


def _as_coroutine(receive: Receive) -> Receive:
    """granian's ``receive`` answers a future; the bridge to Django's threads wants a coroutine."""

    async def receive_one() -> MutableMapping[str, Any]:
        return await receive()

    return receive_one


app = Edge(settings.WEB_ROLE)
