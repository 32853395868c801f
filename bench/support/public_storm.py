"""Posts told twice and out of order while workers are killed; then the books: every post once, every sum as it opens.

The board is read as a person reads it: each figure of its pages with the list it leads to, and how many that list says
it holds.
"""

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.support.browsing import OK, Browser
from bench.support.client import Order, driving
from bench.support.company import Company
from bench.support.figures import moment
from bench.support.house import House, say
from bench.support.posts import Talk, Vendor, disordered
from bench.support.public_board import PARTS
from bench.support.public_desk import LOUD
from bench.support.settling import settle
from bench.support.storm import Forecast, Storm

EACH = 500  # posts of a call, the most; more calls would meet the limit of calls a minute
TWICE, MOVED, WITHIN = 0.10, 0.05, 2_000
EVERY = 4.0  # seconds between two kills
LIVES, STARTS = 8.0, 2.0  # of a worker's life at least: seconds, and as many times what a start takes on this machine
RAGES = 210.0  # seconds after which nobody is killed any more, so that it ends on every machine
WITHIN_S = 200.0  # seconds more in which all is heard; the books show what was not
NEVER = 1e9
_BEHIND = """
    select count(*) from event_cursor c where c.consumer in ('listening.mentions', 'listening.alerts') and (
      select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) is not null"""
_JUDGED = """
    select count(*) - count(distinct body->>'mention_id') from event_log where kind = 'listening.MentionJudged'"""
_UNTOLD = """
    select count(*) from listening_mention m where not exists (select from event_log e
      where e.kind = 'listening.MentionJudged' and (e.body->>'mention_id')::bigint = m.id)"""
_AUTHORS = """
    select count(*) from (select author_id, count(*) as n, count(*) filter (where sentiment = 'negative') as bad
      from listening_mention group by 1) m
    full join listening_author a on a.id = m.author_id
    where coalesce(a.mention_count, 0) <> coalesce(m.n, 0) or coalesce(a.negative_count, 0) <> coalesce(m.bad, 0)"""
_COPIES = """
    select count(*) from (select fold_id, count(*) as n from listening_mention where fold_id is not null group by 1) c
    full join (select id, copies from listening_mention where copies <> 0) m on m.id = c.fold_id
    where coalesce(c.n, 0) <> coalesce(m.copies, 0)"""
# Whoever said something that the rule is about has a case.
_UNHEEDED = """
    select count(distinct m.author_id) from listening_mention m
    where m.sentiment = 'negative' and m.reach >= %s and m.fold_id is null and m.intent <> 'spam'
      and (not m.is_uncertain or m.intent = 'complaint')
      and not exists (select from listening_case c where c.author_id = m.author_id)"""
_TWO_CASES = """
    select count(*) from (select 1 from listening_casemention group by organisation_id, mention_id
      having count(*) > 1) x"""
_LINK = re.compile(r'<a [^>]*href="([^"]*/listening/(?:mentions|cases)/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Books:
    """What a storm left. All but the first three are to be 0."""

    sent: int
    stored: int
    figures: int  # of the board that were compared with their lists
    lost: int
    doubled: int
    authors_wrong: int
    copies_wrong: int
    alarms_unheeded: int
    in_two_cases: int
    dead_letters: int
    figures_wrong: int
    sums_wrong: int

    @property
    def wrong(self) -> dict[str, int]:
        return {name: count for name, count in asdict(self).items() if name not in {"sent", "stored", "figures"}}


@dataclass
class Scene:
    """What the part works with; ``ask`` calls the house's API. ``start`` is how many seconds workers took to start."""

    house: House
    company: Company
    browser: Browser
    source_id: int
    ask: Callable[[str, str, bytes], dict[str, Any]]
    start: float


def storm(scene: Scene, posts: int, seed: int) -> dict[str, Any]:
    """Send, kill, settle, compare."""
    house = scene.house
    talk = Talk("storm-", moment(), seed)
    made = [talk.post(number) for number in range(posts)]
    dice = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    told = disordered(made, dice, twice=TWICE, moved=MOVED, within=WITHIN)
    lives = LIVES + STARTS * scene.start
    raging = Storm(house, Forecast(worker_every=EVERY, web_every=NEVER, worker_lives=lives), dice)
    began = time.monotonic()
    calls = Vendor(scene.company, house.port, scene.source_id).calls(told, EACH)
    with driving(Order(house.port, calls, 4, insist=True)) as client:
        raging.rage(lambda: client.ended or time.monotonic() > began + RAGES)
        outcome = client.outcome()
    say(f"{len(told)} told in {outcome.seconds:.0f} s, {raging.kills['worker']} workers killed so far")
    raging.rage(lambda: not house.number(_BEHIND) or time.monotonic() > began + RAGES)
    while house.number(_BEHIND) and time.monotonic() < began + RAGES + WITHIN_S:
        time.sleep(0.2)
    heard = time.monotonic() - began
    settle(house)
    say(f"heard after {heard:.0f} s, {raging.kills['worker']} workers killed")
    found = books(scene, {one["key"] for one in made})
    return asdict(found) | {
        "told": len(told),
        "refused": len(calls) - outcome.accepted,
        "killed_workers": raging.kills["worker"],
        "heard_per_s": round(len(told) / heard),
    }


def books(scene: Scene, keys: set[str]) -> Books:
    """Compare what was sent with what is there, and the board with what it leads to."""
    house = scene.house
    stored = [row[0] for row in house.rows("select key from listening_mention where key like 'storm-%'")]
    links = figures(scene)
    compared = [(shown, _held(scene, address), address) for shown, address in links]
    wrong = [one for one in compared if one[0] != one[1]]
    for shown, held, where in wrong[:5]:
        say(f"the board says {shown}, its list holds {held}: {where}")
    asked = json.dumps({"ask": "recount", "slug": scene.company.slug})
    return Books(
        sent=len(keys),
        stored=len(stored),
        figures=len(links),
        lost=len(keys - set(stored)),
        doubled=len(stored) - len(set(stored)) + house.number(_JUDGED) + house.number(_UNTOLD),
        authors_wrong=house.number(_AUTHORS),
        copies_wrong=house.number(_COPIES),
        alarms_unheeded=house.number(_UNHEEDED, (LOUD,)),
        in_two_cases=house.number(_TWO_CASES),
        dead_letters=house.number("select count(*) from event_dead"),
        figures_wrong=len(wrong),
        sums_wrong=int(json.loads(house.ask("bench.support.public_desk", asked))["wrong"]),
    )


def figures(scene: Scene) -> list[tuple[int, str]]:
    """Every figure of the board with the address it leads to: of everything, of a topic, of a platform."""
    base, today = f"/o/{scene.company.slug}/listening/board/", moment().date()
    topic = scene.house.number("select min(id) from listening_topic")
    found: list[tuple[int, str]] = []
    for more in ("", f"&topic={topic}", "&platform=zhihu"):
        asked = f"?from={today - timedelta(days=6)}&to={today + timedelta(days=1)}{more}"
        for slug in ("", *(f"{part}/" for part in PARTS)):
            status, page = scene.browser.get(f"{base}{slug}{asked}", fragment=bool(slug))
            if status != OK:
                raise RuntimeError(f"{base}{slug}{asked} answers {status}")
            shown = ((figure_of(text), unescape(address)) for address, text in _LINK.findall(page))
            found += [(number, address) for number, address in shown if number is not None]
    return list(dict.fromkeys(found))


def figure_of(text: str) -> int | None:
    """The number a link shows; None for one that shows none."""
    plain = re.sub(r"<title>.*?</title>|<[^>]*>", " ", text, flags=re.DOTALL) if "<svg" not in text else ""
    numbers = re.findall(r"\d[\d,]*", plain)
    return int(numbers[-1].replace(",", "")) if numbers else None


def _held(scene: Scene, address: str) -> int:
    """How many the list at an address holds, as the product counts a filter."""
    kind = "case" if "/cases/" in address else "mention"
    tree = json.loads(parse_qs(urlsplit(address).query)["filter"][0])
    return int(scene.ask("POST", f"/filters/{kind}/check", json.dumps({"filter": tree}).encode())["count"])
