"""From the customer's phone to the agents' screens and back, with 200 screens open."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.support.browsing import Browser
from bench.support.company import Company
from bench.support.figures import machine, milliseconds, percentile
from bench.support.house import House, house, say
from bench.support.processes import cpu_seconds
from bench.support.screens import Screen, Seen, Wire, open_all
from tools.bench import Report, below

TABS = ("mine", "unassigned", "all")
LANGUAGES = ("zh-hans", "en")
BAR_MS = 500.0
OK = 200
PATIENCE = 5.0  # seconds after which a message that is on no phone counts as never arrived
ASSIGNED = 0.5  # share of conversations that belong to a colleague
_BY_PERSON = """
    select substr(c.name, 3)::int, i.id from inbox_conversation i join customers_customer c on c.id = i.customer_id"""


@dataclass(frozen=True)
class Size:
    """Open screens and who has them; how many messages each way, and seconds between two."""

    screens: int
    members: int
    people: int
    messages: int
    every: float


FULL, QUICK = Size(200, 20, 40, 60, 1.0), Size(60, 10, 10, 10, 0.7)


@dataclass
class Play:
    """What the whole benchmark works with."""

    house: House
    company: Company
    desk: str
    size: Size
    browsers: list[Browser]
    conversations: dict[int, int]  # person -> conversation

    def write(self, person: int, text: str) -> None:
        """The person types on the phone."""
        self.company.order(f"people/person{person}/message", {"open_kfid": self.desk, "text": text})

    def shows(self, person: int, text: str) -> bool:
        """Whether the person's phone shows this text."""
        lines = self.company.look(f"people/person{person}/chat/{self.desk}")["lines"]
        return any(line["body"].get("content") == text for line in lines[-3:])


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Open the screens, let people write and agents answer, one after another."""
    size = size or (QUICK if quick else FULL)
    figures: dict[str, Any] = machine()
    with house() as one:
        play = _set_the_stage(one, size)
        say(f"{size.screens} screens open")
        asyncio.run(_measure(play, figures))
    described = {
        "screens": size.screens,
        "members": size.members,
        "tabs": "a third each of mine, unassigned, all; half of the conversations belong to somebody",
        "messages_each_way": size.messages,
        "seconds_between": size.every,
        "languages": "screens of one member in turn in Chinese and English",
        "open_threads": "one screen of every member has a conversation open",
        "on_screen": "the changed row, ready drawn, received by every screen that shows it",
    }
    bars = [
        below("customer to agents' screens, p95 in ms", figures["to_screen_p95_ms"], BAR_MS),
        below("agent to customer's phone, p95 in ms", figures["to_phone_p95_ms"], BAR_MS),
        below("messages that never arrived", float(figures["never_arrived"]), 1.0),
    ]
    return Report("live", described, figures, bars=bars)


def _set_the_stage(one: House, size: Size) -> Play:
    one.start_sandbox()
    company = one.found(members=size.members, custom=0)
    desk = company.enter_sandbox(one.url)
    one.start_web()
    one.start_workers(1)
    browsers = [Browser(one.url).sign_in(colleague) for colleague in company.colleagues]
    one.wait(lambda: bool(one.number("select count(*) from channels_account where parent_id is not null")), "the desk")
    play = Play(one, company, desk, size, browsers, {})
    for person in range(size.people):
        company.order("people", {"id": f"person{person}", "nickname": f"顾客{person}"})
        play.write(person, "你好")
    counted = "select count(*) from inbox_conversation"
    one.wait(lambda: one.number(counted) == size.people, "the first conversations")
    play.conversations = {int(row[0]): int(row[1]) for row in one.rows(_BY_PERSON)}
    _assign(play)
    return play


def _assign(play: Play) -> None:
    """Half of the conversations go to colleagues, in turn."""
    admin, base = play.browsers[0], f"/o/{play.company.slug}/inbox"
    _, page = admin.get(f"{base}/?tab=all")
    admin.keep_token(page)
    for person in range(int(play.size.people * ASSIGNED)):
        owner = play.company.colleagues[person % play.size.members]
        status, _ = admin.post(f"{base}/{play.conversations[person]}/assignment/", {"member": str(owner.member_id)})
        if status >= 400:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"assignment answers {status}")


async def _measure(play: Play, figures: dict[str, Any]) -> None:
    seen, size = Seen(), play.size
    tasks = await open_all([_screen(play, number, seen) for number in range(size.screens)])
    while seen.streams < size.screens:
        await asyncio.sleep(0.1)
        for task in tasks:
            if task.done():
                task.result()
    web = play.house.pids("web")
    cpu, started = cpu_seconds(web), time.monotonic()
    sent, phone = await _talk(play)
    await asyncio.sleep(PATIENCE)
    figures["web_cpu_share"] = round((cpu_seconds(web) - cpu) / (time.monotonic() - started), 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    _note(figures, seen, sent, phone)


def _screen(play: Play, number: int, seen: Seen) -> Screen:
    """Members have a screen each in turn; the first of each shows a conversation beside the list."""
    turn, browser = number // play.size.members, play.browsers[number % play.size.members]
    cookie = f"{_cookie(browser)}; changlai_language={LANGUAGES[turn % 2]}"
    wires = Wire(play.house.port, cookie, browser.cookies["changlai_csrf"]), Wire(play.house.port, cookie)
    opened = play.conversations.get(number % play.size.people, 0) if turn == 0 else 0
    return Screen(wires, f"/o/{play.company.slug}", TABS[turn % 3], seen, opened)


async def _talk(play: Play) -> tuple[dict[int, float], list[float]]:
    """A person writes, then an agent answers that person; returns when each was sent, and how long answers took."""
    sent: dict[int, float] = {}
    phone: list[float] = []
    loop = asyncio.get_running_loop()
    for number in range(play.size.messages):
        person = number % play.size.people
        sent[number] = time.monotonic()
        await loop.run_in_executor(None, play.write, person, f"bench-{number} 请问还有货吗")
        await asyncio.sleep(play.size.every)
        phone.append(await loop.run_in_executor(None, _answer, play, person, number))
        await asyncio.sleep(play.size.every)
    return sent, phone


def _answer(play: Play, person: int, number: int) -> float:
    """Seconds from pressing send to the phone; infinite when it never came."""
    text = f"answer-{number} 有货的"
    started = time.monotonic()
    path = f"/o/{play.company.slug}/inbox/{play.conversations[person]}/replies/"
    status, _ = play.browsers[0].post(path, {"text": text}, fragment=True)
    if status >= 400:  # noqa: PLR2004 - HTTP
        raise RuntimeError(f"the answer was refused: {status}")
    while time.monotonic() < started + PATIENCE:
        if play.shows(person, text):
            return time.monotonic() - started
        time.sleep(0.01)
    return float("inf")


def _note(figures: dict[str, Any], seen: Seen, sent: dict[int, float], phone: Sequence[float]) -> None:
    to_screen = [at - sent[number] for number, times in seen.rows.items() if number in sent for at in times]
    arrived = [one for one in phone if one < PATIENCE]
    figures |= {
        "to_screen_p50_ms": milliseconds(percentile(to_screen, 0.5)),
        "to_screen_p95_ms": milliseconds(percentile(to_screen, 0.95)),
        "to_first_screen_p95_ms": milliseconds(
            percentile([min(times) - sent[n] for n, times in seen.rows.items() if n in sent], 0.95)
        ),
        "to_phone_p50_ms": milliseconds(percentile(arrived, 0.5)),
        "to_phone_p95_ms": milliseconds(percentile(arrived, 0.95)),
        "never_arrived": len(sent) - len(seen.rows.keys() & sent.keys()) + len(phone) - len(arrived),
        "arrivals_on_screens": len(to_screen),
        "to_open_thread_p95_ms": milliseconds(
            percentile([at - sent[n] for n, all_ in seen.threads.items() if n in sent for at in all_], 0.95)
        ),
        "events_with_rows": seen.drawn,
        "looks_at_threads": seen.looks,
        "looks_at_everything": seen.resyncs,
    }


def _cookie(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
