"""Heard in public: how fast, how well and how surely posts are analysed, alerted, counted and shown."""

import json
import os
import random
import subprocess
import time
from dataclasses import dataclass
from typing import Any

from bench.imports import Door
from bench.support.browsing import Browser
from bench.support.company import Company
from bench.support.figures import machine
from bench.support.house import House, house, say
from bench.support.processes import ROOT, python
from bench.support.public_board import charts, fill
from bench.support.public_day import Day, live
from bench.support.public_storm import Scene, storm
from tools.bench import Bar, Report, at_least, below

PARTS = ("quality", "speed", "screen", "storm", "board")  # CHANGLAI_BENCH_PARTS names those to run, by commas
RATE, SCREEN_S = 200.0, 5.0
ANALYSED_PER_S, CHART_MS = 10_000.0, 300.0
MEMBERS, WORKERS = 5, 2
SEED = 20_261_123
_NOT_WRONG = ("told", "sent", "stored", "figures", "killed_workers", "heard_per_s")  # of a storm's figures
Found = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """Trades left out at once (0: each singly); posts analysed; seconds of the open loop; posts of the storm; mentions
    behind the board, and how often each of its parts is asked for.
    """

    folds: int
    analysed: int
    seconds: float
    posts: int
    mentions: int
    asked: int


FULL = Size(folds=0, analysed=50_000, seconds=120.0, posts=100_000, mentions=1_000_000, asked=60)
QUICK = Size(folds=2, analysed=5_000, seconds=15.0, posts=4_000, mentions=20_000, asked=12)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """The parts one after the other, each in a house of its own; about a quarter of an hour."""
    size = size or (QUICK if quick else FULL)
    wanted = os.environ.get("CHANGLAI_BENCH_PARTS", "").split(",")
    chosen = [part for part in PARTS if part in wanted] or list(PARTS)
    figures: Found = machine()
    bars: list[Bar] = []
    for part in chosen:
        say(part)
        found, held = _PARTS[part](size)
        figures[part] = found
        bars += held
    described = {
        "parts": chosen,
        "posts_analysed": size.analysed,
        "posts_per_s": RATE,
        "seconds": size.seconds,
        "posts_of_the_storm": size.posts,
        "mentions_behind_the_board": size.mentions,
        "each_part_of_the_board_asked": size.asked,
        "workers": WORKERS,
        "seed": SEED,
    }
    return Report("listening", described, figures, bars=bars)


def _quality(size: Size) -> tuple[Found, list[Bar]]:
    """On posts of trades that were in no training set; SnowNLP and a lexicon on the same posts."""
    command = python("-m", "bench.support.judges", json.dumps({"folds": size.folds}))
    found: Found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    ours = found["ours"]
    bars = []
    for name in ("snownlp", "lexicon"):
        for path, value in _leaves(found[name]):
            if path[-1] != "accuracy":
                said = " ".join(path).replace("_", " ")
                bars.append(_ahead(f"{said}, ours beside {name}", _at(ours, path), value))
        accuracy = found[name]["sentiment"]["accuracy"]
        bars.append(_ahead(f"sentiment accuracy, ours beside {name}", ours["certainty"]["accuracy"], accuracy))
    return found, bars


def _ahead(claim: str, value: float, other: float) -> Bar:
    return Bar(claim, value, other, ok=value > other)


def _leaves(tree: Found, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], float]]:
    found: list[tuple[tuple[str, ...], float]] = []
    for name, value in tree.items():
        found += _leaves(value, (*path, name)) if isinstance(value, dict) else [((*path, name), value)]
    return found


def _at(tree: Found, path: tuple[str, ...]) -> float:
    found: Any = tree
    for name in path:
        found = found[name]
    return float(found)


def _speed(size: Size) -> tuple[Found, list[Bar]]:
    with house() as one:
        company = one.found(members=1, custom=0)
        found = _ask(one, company, "speed", posts=size.analysed)
    bars = [
        at_least(
            f"posts analysed a second and core, {count:,} keywords", found[f"analysed_{count}_per_s"], ANALYSED_PER_S
        )
        for count in (10, 10_000)
    ]
    return found, bars


def _screen(size: Size) -> tuple[Found, list[Bar]]:
    with house() as one:
        company = one.found(members=MEMBERS, custom=0)
        browsers, defined = _open(one, company)
        found = live(Day(one, company, browsers, defined, RATE, size.seconds))
    return found, [
        below("post stored to case on the desk's screen, p95 in s", found["to_screen_p95_s"], SCREEN_S),
        below("bad posts that came on no screen", float(found["never_on_screen"]), 1.0),
        below("posts accepted and not stored", float(found["posts"] - found["stored"]), 1.0),
        at_least("share of calls answered 200", found["accepted_share"], 1.0),
    ]


def _storm(size: Size) -> tuple[Found, list[Bar]]:
    seed = int(os.environ.get("CHANGLAI_BENCH_SEED", "0")) or random.SystemRandom().randrange(1_000_000)
    say(f"seed {seed} (CHANGLAI_BENCH_SEED={seed} repeats posts, order and victims)")
    with house() as one:
        company = one.found(members=MEMBERS, custom=0)
        browsers, defined = _open(one, company)
        ask, start = Door(one, company).call, defined["workers_start_s"]
        found = storm(Scene(one, company, browsers[0], defined["source_id"], ask, start), size.posts, seed)
    wrong = {name: count for name, count in found.items() if name not in _NOT_WRONG}
    bars = [Bar(f"storm: {name.replace('_', ' ')}", float(count), 0.0, ok=count == 0) for name, count in wrong.items()]
    bars.append(at_least("storm: figures of the board held against their lists", float(found["figures"]), 50.0))
    return found | {"seed": seed}, bars


def _board(size: Size) -> tuple[Found, list[Bar]]:
    with house() as one:
        company = one.found(members=1, custom=0)
        one.start_web()
        browser = Browser(one.url).sign_in(company.colleagues[0])  # a link lasts ten minutes, filling longer
        defined = _ask(one, company, "define")
        found = fill(one, company, defined["source_id"], size.mentions)
        found["ms"] = charts(one, company, browser, size.asked)
    return found, [below(f"board, {name}: p95 in ms", times["p95"], CHART_MS) for name, times in found["ms"].items()]


def _open(one: House, company: Company) -> tuple[list[Browser], Found]:
    """The house at work with everybody signed in, and what the desk listens for."""
    one.start_web()
    browsers = [Browser(one.url).sign_in(colleague) for colleague in company.colleagues]
    defined = _ask(one, company, "define")
    began = time.monotonic()
    one.start_workers(WORKERS)
    return browsers, defined | {"workers_start_s": time.monotonic() - began}


def _ask(one: House, company: Company, question: str, **facts: object) -> Found:
    asked: dict[str, object] = {"ask": question, "slug": company.slug} | facts
    found: Found = json.loads(one.ask("bench.support.public_desk", json.dumps(asked)))
    return found


_PARTS = {"quality": _quality, "speed": _speed, "screen": _screen, "storm": _storm, "board": _board}
