"""A day at the social desk: posts come in at a steady rate, bad ones become cases, and whoever owns them sees it.

A screen behaves as the bell of every page does: it hears of a notice by the stream of live events, waits the 200 ms
that the page waits, and asks for the list of notices. A post is on the screen when that list names its case.
"""

import asyncio
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bench.support.browsing import Browser
from bench.support.client import Order, Outcome, drive
from bench.support.company import Company
from bench.support.figures import milliseconds, moment, percentile
from bench.support.house import House, say
from bench.support.posts import FOLLOWERS, Talk, Vendor
from bench.support.processes import cpu_seconds
from bench.support.screens import Wire, chunks, open_all
from bench.support.settling import catch_up

EACH = 20  # posts of a call
BAD = 40  # one post in so many is bad, and its author is read by many
LOOK = 0.2  # seconds a page waits after a live event, as the bell says
PATIENCE = 15.0  # seconds after the last post
_MARK = re.compile(r"bench-(\d+)")


@dataclass
class Seen:
    """When a case was first on a screen, by the number of its post; monotonic seconds."""

    at: dict[int, float] = field(default_factory=dict)
    streams: int = 0
    looks: int = 0


class Bell:
    """One open page of one member."""

    def __init__(self, house: House, base: str, member_id: int, browser: Browser, seen: Seen) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.wire, self.stream = Wire(house.port, cookie), Wire(house.port, cookie)
        self.base, self.room, self.seen = base, f"notices:{member_id}", seen
        self.is_due = asyncio.Event()

    async def run(self) -> None:
        """Open the list of cases and listen until cancelled."""
        await self.wire.get(f"{self.base}/listening/cases/")
        _, ticket = await self.wire.get(f"{self.base}/live/?{urlencode({'room': self.room})}")
        status, _, reader = await self.stream.open(f"/live?{urlencode({'ticket': json.loads(ticket)['ticket']})}")
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"no stream: {status}")
        self.seen.streams += 1
        looking = asyncio.create_task(self._look())
        try:
            async for part in chunks(reader):
                if b"event: notice" in part or b"event: resync" in part:
                    self.is_due.set()
        finally:
            looking.cancel()

    async def _look(self) -> None:
        while True:
            await self.is_due.wait()
            await asyncio.sleep(LOOK)
            self.is_due.clear()
            await self.wire.get(f"{self.base}/notices/bell/")
            _, told = await self.wire.get(f"{self.base}/notices/menu/")
            now = time.monotonic()
            self.seen.looks += 1
            for mark in _MARK.findall(told):
                self.seen.at.setdefault(int(mark), now)


@dataclass
class Day:
    """What the part works with."""

    house: House
    company: Company
    browsers: list[Browser]
    defined: dict[str, Any]
    rate: float
    seconds: float


def live(day: Day) -> dict[str, Any]:
    """Open the screens, let posts come in; figures."""
    calls, due_of = _calls(day)
    return asyncio.run(_live(day, calls, due_of))


def _calls(day: Day) -> tuple[list[bytes], dict[int, int]]:
    """The requests, and in which of them each bad post stands."""
    talk = Talk("day-", moment())
    bad = day.defined["bad"]
    posts, due_of = [], {}
    for number in range(int(day.rate * day.seconds)):
        if number % BAD:
            posts.append(talk.post(number))
            continue
        who = {"id": f"loud{number}", "name": f"大号{number}", "followers": FOLLOWERS + number}
        text = f"bench-{number} {bad[number // BAD % len(bad)]}{number}"
        posts.append(talk.post(number, text=text, author=who, platform="weibo"))
        due_of[number] = number // EACH
    vendor = Vendor(day.company, day.house.port, day.defined["source_id"])
    return vendor.calls(posts, EACH), due_of


async def _live(day: Day, calls: list[bytes], due_of: dict[int, int]) -> dict[str, Any]:
    seen, house = Seen(), day.house
    base, people = f"/o/{day.company.slug}", day.company.colleagues
    bells = [Bell(house, base, who.member_id, one, seen) for who, one in zip(people, day.browsers, strict=True)]
    screens = await open_all(bells)
    while seen.streams < len(day.browsers):
        await asyncio.sleep(0.1)
        for task in screens:
            if task.done():
                task.result()
    say(f"{len(day.browsers)} screens open, {day.rate:.0f} posts a second for {day.seconds:.0f} s")
    outcome: list[Outcome] = []
    sender = threading.Thread(target=lambda: outcome.append(drive(Order(house.port, calls, 8, day.rate / EACH))))
    names = ("web", "worker-1", "worker-2", "postgres")
    used = {name: cpu_seconds(house.pids(name)) for name in names}
    began = time.monotonic()
    sender.start()
    await asyncio.to_thread(sender.join)
    cores = {
        name: round((cpu_seconds(house.pids(name)) - used[name]) / (time.monotonic() - began), 2) for name in names
    }
    end = time.monotonic() + PATIENCE
    while len(seen.at.keys() & due_of.keys()) < len(due_of) and time.monotonic() < end:  # noqa: ASYNC110 - seen by many
        await asyncio.sleep(0.1)
    for task in screens:
        task.cancel()
    await asyncio.gather(*screens, return_exceptions=True)
    await asyncio.to_thread(catch_up, house)
    return _figures(day, outcome[0], due_of, seen) | {"cores_used": cores}


def _figures(day: Day, outcome: Outcome, due_of: dict[int, int], seen: Seen) -> dict[str, Any]:
    waited = [at - outcome.due[due_of[number]] for number, at in seen.at.items() if number in due_of]
    stored = day.house.number("select count(*) from listening_mention where key like 'day-%'")
    return {
        "posts": int(day.rate * day.seconds),
        "accepted_share": round(outcome.accepted / len(outcome.statuses), 4),
        "answer_p95_ms": milliseconds(percentile(outcome.latencies(), 0.95)),
        "stored": stored,
        "alarms": len(due_of),
        "to_screen_p50_s": round(percentile(waited, 0.5), 2),
        "to_screen_p95_s": round(percentile(waited, 0.95), 2),
        "never_on_screen": len(due_of) - len(waited),
        "looks_at_notices": seen.looks,
    }
