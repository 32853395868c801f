"""Nothing acknowledged is lost or done twice while processes and PostgreSQL are killed; planted faults are caught."""

import os
import random
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench.faults import FAULTS, WORKER, Fault
from bench.support import race
from bench.support.client import Order, driving
from bench.support.figures import machine
from bench.support.house import house, say
from bench.support.ledger import Balance, balance
from bench.support.settling import settle
from bench.support.storm import Forecast, Storm
from bench.support.traffic import Callback, Mix, Traffic
from tools.bench import Bar, Report

WORKERS = 2
CONNECTIONS = 64
MIX = Mix(fetching=0.0, bells=0.0, duplicates=0.05, forged=0.01, reorder=50)


@dataclass(frozen=True)
class Size:
    """Callbacks and their rate; the same for each planted fault; seconds of each race."""

    callbacks: int
    rate: float
    fault_callbacks: int
    race_seconds: float
    web_every: float = 30.0


FULL, QUICK = Size(30_000, 400.0, 5_000, 8.0), Size(2_400, 300.0, 1_200, 2.0, web_every=5.0)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """One honest run, one run for each planted fault, the races of the log's order."""
    size = size or (QUICK if quick else FULL)
    seed = int(os.environ.get("CHANGLAI_BENCH_SEED", "0")) or int(time.time()) % 1_000_000
    say(f"seed {seed} (CHANGLAI_BENCH_SEED={seed} repeats people, kinds, order and victims)")
    figures: dict[str, Any] = machine()
    honest, kills, seconds = storm(seed, size.callbacks, size)
    figures |= asdict(honest) | {f"killed_{name}": count for name, count in kills.items()} | {"seconds": seconds}
    bars = _bars(honest)
    for fault in FAULTS:
        found, _, _ = storm(seed, size.fault_callbacks, size, fault)
        say(f"planted {fault.name}: {found}")
        figures[f"planted_{fault.name}"] = {k: v for k, v in asdict(found).items() if v and k != "acknowledged"}
        bars.append(Bar(f"planted and caught: {fault.name}", float(not found.is_clean), 1.0, ok=not found.is_clean))
    bars += _races(figures, size.race_seconds)
    described = {
        "seed": seed,
        "callbacks": size.callbacks,
        "per_s": size.rate,
        "duplicates": MIX.duplicates,
        "forged": MIX.forged,
        "reordered_within": MIX.reorder,
        "callbacks_per_planted_fault": size.fault_callbacks,
        "race_seconds": size.race_seconds,
    }
    return Report("chaos", described, figures, bars=bars)


def storm(seed: int, count: int, size: Size, fault: Fault | None = None) -> tuple[Balance, dict[str, int], float]:
    """Send while everything is being killed; then let it settle and do the books."""
    say(f"storm over {count} callbacks" + (f", planted: {fault.name}" if fault else ""))
    with house() as one:
        for statement in fault.statements if fault else ():
            one.rows(statement)
        one.start_sandbox()
        company = one.found(members=2, custom=2)
        traffic = Traffic(company, one.port, seed, desk=company.enter_sandbox(one.url), people=400, contacts=100)
        one.start_web()
        one.start_workers(WORKERS, fault.launcher if fault else WORKER)
        sent, twins = callbacks(traffic, count)
        lasts = count / size.rate
        weather = Forecast(web_every=size.web_every, crashes_at=(lasts * 0.35, lasts * 0.7))
        raging = Storm(one, weather, random.Random(seed))  # noqa: S311 - a schedule, not a secret
        order = Order(one.port, [callback.request for callback in sent], CONNECTIONS, size.rate, insist=True)
        with driving(order) as client:
            raging.rage(lambda: client.ended)
            outcome = client.outcome()
        settle(one)
        return balance(one, sent, outcome, twins=twins), raging.kills, round(outcome.seconds, 1)


def callbacks(traffic: Traffic, count: int) -> tuple[list[Callback], set[str]]:
    """The mix, and among it people who turn out to be one: they write to two accounts, then tell the same phone."""
    made = traffic.many(count, MIX)
    twins = set()
    for number in range(count // 40):
        phone = f"1380000{number:04d}"
        first, second = f"ta{number}", f"tb{number}"
        lines = [
            traffic.message(first, hook=0, phone=phone),
            traffic.message(second, hook=1),
            traffic.message(second, hook=1, phone=phone),
            traffic.message(second, hook=1),
        ]
        twins |= {f"0:{first}", f"1:{second}"}
        place = traffic.dice.randrange(len(made))
        for line in lines:
            made.insert(min(place, len(made)), line)
            place += traffic.dice.randrange(2, 30)
    return made, twins


def _bars(found: Balance) -> list[Bar]:
    claims = {
        "acknowledged and lost": found.lost + found.dead_letters,
        "effects doubled": found.doubled,
        "forged accepted": found.forged_accepted,
        "people out of order": found.out_of_order,
        "customers with two open conversations on one account": found.two_open_conversations,
    }
    return [Bar(claim, float(value), 0.0, ok=value == 0) for claim, value in claims.items()]


def _races(figures: dict[str, Any], seconds: float) -> list[Bar]:
    bars = []
    with house() as one:
        one.cluster.create_database("race", template="changlai")
        for name in race.ORDERS:
            published, lost = race.lost(one, name, seconds)
            say(f"race {name}: {published} events, {lost} lost")
            figures[f"race_{name}"] = {"events": published, "lost": lost}
            is_sound = name in race.SOUND
            claim = f"race, {name}: lost" if is_sound else f"race, planted and caught: {name}"
            bars.append(Bar(claim, float(lost), 0.0 if is_sound else 1.0, ok=(lost == 0) == is_sound))
    return bars
