"""What stands behind the door: platforms and open screens are answered here, everything else by Django in threads.

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
from changlai.edge.rsgi import Door  # noqa: E402 - app ready
from changlai.kernel import memory  # noqa: E402 - app ready
from changlai.kernel.clock import Stopwatch  # noqa: E402 - app ready
from changlai.kernel.middleware import arrival  # noqa: E402 - app ready

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

    def answers_hooks(self) -> bool:
        return self.is_edge

    async def hook(self, call: hooks.Call) -> hooks.Answer:
        """A platform's callback."""
        return await self.hooks(call)

    async def route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Everything else, in ASGI's words."""
        path: str = scope["path"]
        if path.startswith(visitors.PREFIX) and self.is_edge:
            await self.visitors(scope, receive, send)
        elif path == "/live" and self.is_edge:
            await self.hub.serve(scope, receive, send)
        elif path in status.PATHS:
            await status.serve(self.database, scope, send)
        elif self.site is not None:
            arrival.set(Stopwatch())  # goes with the request into its thread
            await self.site(scope, receive, send)
        else:
            await answer(send, 404, b"not found")

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


app = Door(Edge(settings.WEB_ROLE))
