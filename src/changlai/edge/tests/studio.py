"""A module that draws, and screens that look at its pictures, without a server."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from changlai.edge.database import Database
from changlai.edge.live import Hub
from changlai.kernel import crypto
from changlai.kernel.sse import Asked, Drawing, Drawn, Watcher

SHELF = ("1:pictures:all", "1:inbox:all", "1:inbox:member:5", "1:thing:7")


class Studio:
    """A module that draws; it can be held up, fail, or not know somebody."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, dict[Watcher, list[int]]]] = []
        self.failures: list[Exception] = []
        self.strangers: set[int] = set()
        self.is_open = threading.Event()
        self.is_open.set()
        self.drawing = Drawing("pictures", of="inbox", fact="thing", draw=self.draw)

    def draw(self, organisation_id: int, asked: Asked) -> Drawn:
        self.asked.append((organisation_id, {watcher: sorted(things) for watcher, things in asked.items()}))
        self.is_open.wait(60)
        if self.failures:
            raise self.failures.pop(0)
        return {
            watcher: {"things": sorted(things), "for": watcher.member_id}
            for watcher, things in asked.items()
            if watcher.member_id not in self.strangers
        }

    @property
    def things(self) -> list[list[list[int]]]:
        """What was asked for, drawing by drawing."""
        return [sorted(asked.values()) for _, asked in self.asked]


class Screen:
    """An open stream with a drawn room."""

    def __init__(self, hub: Hub, member: int = 1, *, rooms: tuple[str, ...] = SHELF, last: str = "") -> None:
        claims = {"rooms": rooms, "member": member, "generation": 3}
        ticket = crypto.sign_ticket(claims, 60.0, purpose="live")
        self.heard: list[dict[str, str]] = []
        self.gone = asyncio.Event()
        scope = {"query_string": f"ticket={ticket}&last={last}".encode(), "headers": []}
        self.task = asyncio.create_task(hub.serve(scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        for block in message.get("body", b"").decode().split("\n\n"):
            fields = dict(line.partition(": ")[::2] for line in block.split("\n") if line)
            if fields and "retry" not in fields:
                self.heard.append(fields)

    async def leave(self) -> None:
        self.gone.set()
        await self.task

    @property
    def place(self) -> str:
        """Where the screen stands: what it would say when it came back."""
        return [event["id"] for event in self.heard if "id" in event][-1]

    @property
    def kinds(self) -> list[str]:
        return [event["event"] for event in self.heard if "event" in event]

    @property
    def pictures(self) -> list[list[int]]:
        return [json.loads(event["data"])["things"] for event in self.heard if event.get("event") == "pictures"]


def hub_test(run: Callable[[Hub], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(run(Hub(Database())))


def say(hub: Hub, *events: tuple[str, int]) -> None:
    hub.relay(json.dumps([[room, "message", {"thing": thing}] for room, thing in events]))


async def until(question: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not question():  # noqa: ASYNC110 - a thread is waited for
            await asyncio.sleep(0.001)


async def settled(hub: Hub) -> None:
    """Everything said is drawn and heard."""
    await breathe()
    await until(lambda: not hub.painter.easels)
    await breathe()


async def breathe() -> None:
    for _ in range(20):
        await asyncio.sleep(0)
