"""Pages of the inbox at the server, with 200,000 conversations, 50 members online and 50 messages a second."""

import asyncio
import json
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.support import statements
from bench.support.browsing import Browser
from bench.support.client import Order, drive
from bench.support.company import Company
from bench.support.crowd import PERSON, Crowd
from bench.support.figures import machine, percentile, proportional_mb
from bench.support.halting import Halted
from bench.support.house import House, house, say
from bench.support.processes import cpu_seconds
from bench.support.screens import Screen, Seen, Wire, open_all
from bench.support.traffic import Traffic
from tools.bench import Bar, Report, at_least, below

SEED = 20261122
BAR_MS, LOOK_SECONDS = 100.0, 5.0  # a member opens something every so many seconds
ALLOWED = 3  # statements more: a row may have a picture, a colleague, a note that the small one had not
MOST_BLOCKS = 3_000  # of 8 KB that one statement of a page may read: more is a walk over a table
GROWTH_MB = 16.0  # what memory may differ between the second and the last quarter: allocators breathe
FIRST = 60  # conversations of the small state: more than a page of the list holds
TABS = ("mine", "unassigned", "all")
_HEAVY = """
    select round((shared_blks_hit + shared_blks_read)::numeric / calls)::int blocks, left(query, 30) || ' ... ' || right(query, 330)
    from pg_stat_statements s join pg_roles r on r.oid = s.userid
    where r.rolname in ('changlai_owner', 'changlai_app') and toplevel order by 1 desc limit 8"""  # noqa: E501


# Whether the board has counted its days; the copies of 180 days come in behind the product's back.
_COUNTED = "select (exists (select from inbox_daysheet) and not exists (select from inbox_staleday))::int"


@dataclass(frozen=True)
class Size:
    """What is there, and how long the day is."""

    conversations: int
    messages: int
    members: int
    rate: float
    seconds: float


FULL, QUICK = Size(200_000, 2_000_000, 50, 50.0, 120.0), Size(20_000, 200_000, 20, 20.0, 30.0)


@dataclass
class Day:
    """What the benchmark works with."""

    house: House
    company: Company
    size: Size
    browsers: list[Browser]
    customers: tuple[int, int]  # first and last id of the copies
    conversations: tuple[int, int]
    dice: random.Random
    log_from: int = 0  # bytes of the web process's log that are from before

    @property
    def base(self) -> str:
        return f"/o/{self.company.slug}"

    def pages(self, colleague: int = 0) -> dict[str, Callable[[], str]]:
        """Every page and list that this colleague opens, by name: the first may see all, the others their own."""
        share = self.size.members if colleague else 1
        return {
            "mine": lambda: "inbox/?tab=mine",
            "unassigned": lambda: "inbox/?tab=unassigned",
            "all": lambda: "inbox/?tab=all",
            "mentions": lambda: "inbox/?tab=mentions",
            "closed": lambda: "inbox/?tab=all&state=closed",
            "snoozed": lambda: "inbox/?tab=all&state=snoozed",
            "thread": lambda: f"inbox/{self._one(self.conversations, colleague, share)}/",
            "messages": lambda: f"inbox/{self._one(self.conversations, colleague, share)}/messages/",
            "beside": lambda: f"inbox/{self._one(self.conversations, colleague, share)}/customer/",
            "of customer": lambda: f"inbox/customers/{self._one(self.customers, colleague, share)}/",
            "customers": lambda: "customers/",
            "customer": lambda: f"customers/{self._one(self.customers, colleague, share)}/",
        }

    def _one(self, ids: tuple[int, int], colleague: int, share: int) -> int:
        """One of the copies; every ``share``-th from the colleague's first on is his or hers (``Crowd``)."""
        copies = ids[1] - ids[0] + 1
        return ids[0] - 1 + max(1, colleague + share * self.dice.randrange(copies // share))


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Fill, count each page's statements, then let the day go by."""
    size = size or (QUICK if quick else FULL)
    figures: dict[str, Any] = machine()
    with house(count_statements=True) as one:
        day, small = _set_the_stage(one, size, figures)
        with Halted(one):
            large = _statements(day)
        figures["statements_per_page"] = large
        figures["heaviest_statement_blocks"] = _heaviest(one)
        one.wait(lambda: one.number(_COUNTED) == 1, "the board's first count", within=900)
        statements.forget(one)
        asyncio.run(_work(day, figures))
        times = _times(day)
        with Halted(one):
            statements.forget(one)
            _open_all(day)
            figures["heaviest_after_the_day"] = blocks = _heaviest(one)
    changed = {name: (small[name], count) for name, count in large.items() if count > small[name] + ALLOWED}
    figures["statements_that_grew"] = changed
    every = [ms for all_ in times.values() for ms in all_]
    figures["pages"] = {
        route: {"n": len(all_), "p50": percentile(all_, 0.5), "p95": percentile(all_, 0.95)}
        for route, all_ in sorted(times.items())
    }
    figures |= {"answers": len(every), "p50_ms": percentile(every, 0.5), "p95_ms": percentile(every, 0.95)}
    described = {
        "conversations": size.conversations,
        "messages": size.messages,
        "members_online": size.members,
        "messages_per_s": size.rate,
        "seconds": size.seconds,
        "a_member_opens_something_every_s": LOOK_SECONDS,
        "at_the_server": "as the web process logs it, from the arrival: waiting for a thread and for others included",
    }
    return Report("inbox", described, figures, bars=_bars(figures, times, changed, blocks))


def _bars(
    figures: dict[str, Any], times: dict[str, list[float]], changed: dict[str, Any], blocks: list[tuple[int, str]]
) -> list[Bar]:
    slowest = max(percentile(all_, 0.95) for all_ in times.values() if len(all_) >= 20)  # noqa: PLR2004 - a p95
    return [
        below("slowest page or list, p95 in ms", slowest, BAR_MS),
        below("pages whose number of statements grew with the tables", float(len(changed)), 1.0),
        below("blocks read by the heaviest statement (no walk over a table)", float(blocks[0][0]), float(MOST_BLOCKS)),
        below("growth of web's memory in MB, second to last quarter", figures["web_growth_mb"], GROWTH_MB),
        at_least("share of messages answered 200", figures["accepted_share"], 1.0),
    ]


def _set_the_stage(one: House, size: Size, figures: dict[str, Any]) -> tuple[Day, dict[str, int]]:
    company = one.found(members=size.members, custom=1)
    one.start_web(log_level="INFO")
    one.start_workers(1)
    browsers = [Browser(one.url).sign_in(colleague) for colleague in company.colleagues]
    traffic = Traffic(company, one.port, SEED)
    first = [PERSON, *(f"early{number}" for number in range(FIRST))]
    drive(Order(one.port, [traffic.message(person).request for person in first]))
    counted = "select count(*) from inbox_conversation"
    one.wait(lambda: one.number(counted) == len(first), "the first conversations")
    dice = random.Random(SEED)  # noqa: S311 - a workload
    span = one.rows("select min(customer_id), max(customer_id), min(id), max(id) from inbox_conversation")[0]
    day = Day(one, company, size, browsers, span[:2], span[2:], dice)
    with Halted(one):
        small = _statements(day)
    started = time.monotonic()
    Crowd(one, company.id, [colleague.member_id for colleague in company.colleagues]).fill(
        size.conversations, size.messages
    )
    figures["filled_in_s"] = round(time.monotonic() - started, 1)
    say(f"{size.conversations:,} conversations, {size.messages:,} messages")
    last = one.rows("select max(customer_id), max(id) from inbox_conversation")[0]
    day.customers, day.conversations = (span[1] + 1, last[0]), (span[3] + 1, last[1])
    return day, small


def _statements(day: Day) -> dict[str, int]:
    """How many each page sends, the second time it is asked for (the first may warm what a process remembers)."""
    found = {}
    browser = day.browsers[0]
    for name, page in day.pages().items():
        path = f"{day.base}/{page()}"
        browser.get(path)
        time.sleep(0.3)
        statements.forget(day.house)
        status, _ = browser.get(path)
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"{path} answers {status}")
        found[name] = statements.count(day.house)
    return found


def _open_all(day: Day) -> None:
    """Every page once more, by somebody who sees everything and by one who sees a team's: now much waits."""
    for colleague in (0, 3):
        for page in day.pages(colleague).values():
            day.browsers[colleague].get(f"{day.base}/{page()}")


def _heaviest(one: House) -> list[tuple[int, str]]:
    return [(int(blocks or 0), str(text)) for blocks, text in one.rows(_HEAVY)]


async def _work(day: Day, figures: dict[str, Any]) -> None:
    """Everybody has a screen open and opens something now and then, while customers write."""
    seen, size = Seen(), day.size
    screens = await open_all([_screen(day, number, seen) for number in range(size.members)])
    while seen.streams < size.members:  # noqa: ASYNC110 - counted by many
        await asyncio.sleep(0.1)
    say("everybody is there")
    traffic = Traffic(day.company, day.house.port, SEED + 1, people=size.conversations)
    requests = [traffic.message().request for _ in range(int(size.rate * size.seconds))]
    outcome: list[Any] = []
    sender = threading.Thread(target=lambda: outcome.append(drive(Order(day.house.port, requests, 16, size.rate))))
    day.log_from = day.house.programs["web"].log.stat().st_size
    sender.start()
    memory: list[float] = []
    programs = {name: day.house.pids(name) for name in ("web", "worker-1", "postgres")}
    used = {name: cpu_seconds(pids) for name, pids in programs.items()}
    walkers = [asyncio.create_task(_walk(day, number)) for number in range(size.members)]
    end = time.monotonic() + size.seconds
    while time.monotonic() < end:
        await asyncio.sleep(size.seconds / 40)
        memory.append(proportional_mb(day.house.pids("web")))
    cores = {name: round((cpu_seconds(pids) - used[name]) / size.seconds, 2) for name, pids in programs.items()}
    for task in [*walkers, *screens]:
        task.cancel()
    for ended in await asyncio.gather(*walkers, *screens, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
    sender.join()
    quarter = len(memory) // 4
    middle, last = memory[quarter : 2 * quarter], memory[-quarter:]
    figures |= {
        "cores_used": cores,
        "web_mb": [memory[0], memory[len(memory) // 2], memory[-1]],
        "web_growth_mb": round(sum(last) / len(last) - sum(middle) / len(middle), 1),
        "accepted_share": sum(status == 200 for status in outcome[0].statuses) / len(requests),  # noqa: PLR2004 - HTTP
        "rows_drawn_to_screens": seen.drawn,
    }


def _screen(day: Day, number: int, seen: Seen) -> Screen:
    browser = day.browsers[number]
    wires = (
        Wire(day.house.port, _cookie(browser), browser.cookies["changlai_csrf"]),
        Wire(day.house.port, _cookie(browser)),
    )
    return Screen(wires, day.base, TABS[number % 3], seen)


async def _walk(day: Day, colleague: int) -> None:
    wire = Wire(day.house.port, _cookie(day.browsers[colleague]))
    pages = list(day.pages(colleague).values())
    await asyncio.sleep(day.dice.uniform(0, LOOK_SECONDS))
    while True:
        path = f"{day.base}/{day.dice.choice(pages)()}"
        status, _ = await wire.get(path)
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"{path} answers {status}")
        await asyncio.sleep(day.dice.uniform(0.5, 1.5) * LOOK_SECONDS)


def _times(day: Day) -> dict[str, list[float]]:
    """Milliseconds by route, from the web process's own log."""
    times: dict[str, list[float]] = defaultdict(list)
    with day.house.programs["web"].log.open("rb") as log:
        log.seek(day.log_from)
        for line in log:
            if b"web.request" in line and (found := re.search(rb"\{.*\}", line)):
                entry = json.loads(found[0])
                if entry.get("method") == "GET":
                    times[entry["route"]].append(float(entry["ms"]))
    return dict(times)


def _cookie(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
