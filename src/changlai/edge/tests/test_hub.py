"""Rooms and who is in them, without a server: slow screens, full memory, leaving, stopping."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from changlai.edge import live
from changlai.edge.database import Database
from changlai.edge.live import Hub
from changlai.kernel import crypto, metrics

ROOM = "1:inbox:all"


class Screen:
    """An open stream. It reads when it is let: ``slow`` stops at its first chunk."""

    def __init__(self, hub: Hub, *, last: str = "", slow: bool = False) -> None:
        ticket = crypto.sign_ticket({"rooms": [ROOM], "member": 1}, 60.0, purpose="live")
        headers = [(b"last-event-id", last.encode())] if last else []
        self.scope = {"query_string": f"ticket={ticket}".encode(), "headers": headers}
        self.hub = hub
        self.said: list[bytes] = []
        self.gone = asyncio.Event()
        self.may_read = asyncio.Event()
        if not slow:
            self.may_read.set()
        self.task = asyncio.create_task(hub.serve(self.scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.may_read.wait()
            self.said.append(message["body"])

    @property
    def text(self) -> str:
        return b"".join(self.said).decode()


def hub_test(run: Callable[[Hub], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(run(Hub(Database())))


def say(hub: Hub, *numbers: int) -> None:
    hub.relay(json.dumps([[ROOM, "message", {"conversation": number}] for number in numbers]))


async def breathe() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_screen_gets_what_is_said_and_leaves_nothing_behind():
    before = metrics.LIVE_STREAMS._value.get()

    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await breathe()
        say(hub, 7)
        await breathe()
        assert metrics.LIVE_STREAMS._value.get() == before + 1
        screen.gone.set()
        await screen.task

        assert '"conversation":7' in screen.text
        assert hub.rooms == {}

    hub_test(run)
    assert metrics.LIVE_STREAMS._value.get() == before


def test_slow_screen_is_dropped_and_the_others_are_not(monkeypatch):
    monkeypatch.setattr(live, "BACKLOG", 3)

    async def run(hub: Hub) -> None:
        slow, quick = Screen(hub, slow=True), Screen(hub)
        await breathe()
        for number in range(10):
            say(hub, number)
            await breathe()
        slow.may_read.set()
        await slow.task

        assert slow.text.count("event: message") < 10
        assert slow.said[-1] == b""
        assert quick.text.count("event: message") == 10
        assert not quick.task.done()
        quick.gone.set()
        await quick.task

    hub_test(run)


def test_screen_that_was_dropped_catches_up_from_its_last_event():
    async def run(hub: Hub) -> None:
        say(hub, 1, 2, 3)
        screen = Screen(hub, last=f"{hub.boot}-1")
        await breathe()
        screen.gone.set()
        await screen.task

        assert screen.text.count("event: message") == 2
        assert "resync" not in screen.text

    hub_test(run)


def test_screen_that_missed_more_than_is_remembered_must_look_again():
    async def run(hub: Hub) -> None:
        say(hub, *range(live.MEMORY + 2))
        missed, known = Screen(hub, last=f"{hub.boot}-1"), Screen(hub, last=f"{hub.boot}-{live.MEMORY + 1}")
        await breathe()
        for screen in (missed, known):
            screen.gone.set()
            await screen.task

        assert missed.text.endswith("event: resync\ndata: {}\n\n")
        assert known.text.count("event: message") == 1

    hub_test(run)


def test_after_a_time_of_not_listening_no_screen_goes_on_from_where_it_stood():
    async def run(hub: Hub) -> None:
        say(hub, 1, 2)
        stood = f"{hub.boot}-1"
        open_one = Screen(hub, last=stood)
        await breathe()
        hub.begin_anew()
        say(hub, 4)
        late = Screen(hub, last=stood)
        await breathe()
        for screen in (open_one, late):
            screen.gone.set()
            await screen.task

        assert open_one.text.count("event: resync") == 1
        assert "event: resync" in late.text
        assert "event: message" not in late.text

    hub_test(run)


def test_stop_ends_every_stream():
    async def run(hub: Hub) -> None:
        screens = [Screen(hub) for _ in range(3)]
        await breathe()
        hub.close()
        await asyncio.wait_for(asyncio.gather(*(screen.task for screen in screens)), 5)

        assert [screen.said[-1] for screen in screens] == [b""] * 3

    hub_test(run)


def test_stream_has_an_end_so_that_rights_are_looked_at_again(monkeypatch):
    monkeypatch.setattr(live, "LONGEST", 0.05)
    monkeypatch.setattr(live, "PING", 0.02)

    async def run(hub: Hub) -> None:
        screen = Screen(hub)
        await asyncio.wait_for(screen.task, 5)

        assert screen.said[-1] == b""
        assert b": ping\n\n" in screen.said

    hub_test(run)


def test_change_of_an_account_is_for_the_edge_alone():
    called = []

    async def run(hub: Hub) -> None:
        hub.when_account_changes(lambda: called.append(1))
        hub.relay(json.dumps([["edge", "account", {"account": 3}]]))

        assert (called, list(hub.memory)) == ([1], [])

    hub_test(run)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_figures_are_for_this_machine(address):
    from changlai.edge.status import _is_local  # noqa: PLC0415 (app ready)

    assert _is_local(address)
    assert not _is_local("203.0.113.9")
    assert not _is_local("")
