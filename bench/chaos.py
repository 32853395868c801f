"""Nothing acknowledged is lost or done twice while processes and PostgreSQL are killed; planted faults are caught."""

import os
import random
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench.faults import FAULTS, WORKER, Fault
from bench.support import race
from bench.support.client import Order, drive, driving
from bench.support.desk import Desk, at_work
from bench.support.figures import machine
from bench.support.house import House, house, say
from bench.support.ledger import WITNESS, Balance, balance
from bench.support.settling import catch_up, settle
from bench.support.storm import SLOW_DISK, Forecast, Storm
from bench.support.traffic import Callback, Mix, Traffic
from tools.bench import Bar, Report

WORKERS = 2
CONNECTIONS = 64
REGULARS = [f"r{number}" for number in range(4)]  # they write all the time, and colleagues look after them
CALM, CALM_RATE = 320, 80.0  # lines of the regulars after the storm, and how many a second
MIX = Mix(fetching=0.0, bells=0.0, duplicates=0.05, forged=0.01, reorder=50)


@dataclass(frozen=True)
class Size:
    """Callbacks without regulars and twins, and their rate; the same for each planted fault; seconds of each race."""

    callbacks: int
    rate: float
    fault_callbacks: int
    race_seconds: float
    web_every: float = 30.0


FULL, QUICK = Size(30_000, 400.0, 5_000, 10.0), Size(2_400, 200.0, 1_500, 6.0, web_every=10.0)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """One honest run, one run for each planted fault, the races of the log's order."""
    size = size or (QUICK if quick else FULL)
    seed = int(os.environ.get("CHANGLAI_BENCH_SEED", "0")) or int(time.time()) % 1_000_000
    say(f"seed {seed} (CHANGLAI_BENCH_SEED={seed} repeats people, kinds, order and victims)")
    figures: dict[str, Any] = machine()
    honest = storm(seed, size.callbacks, size)
    figures |= honest.figures()
    bars = _bars(honest)
    for fault in FAULTS:
        found = storm(seed, size.fault_callbacks, size, fault)
        say(f"planted {fault.name}: {found.wrong()} of {found.books.acknowledged}")
        figures[f"planted_{fault.name}"] = found.wrong()
        is_caught = not found.books.is_clean
        bars.append(Bar(f"planted and caught: {fault.name}", float(is_caught), 1.0, ok=is_caught))
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


@dataclass(frozen=True)
class Aftermath:
    """What a storm left: the books, what was killed, seconds until the last answer, what colleagues were answered."""

    books: Balance
    kills: dict[str, int]
    seconds: float
    desk: Desk

    def figures(self) -> dict[str, Any]:
        clicks = {f"clicks_answered_{status}": count for status, count in sorted(self.desk.answers.items())}
        kills = {f"killed_{name}": count for name, count in self.kills.items()}
        return asdict(self.books) | kills | clicks | {"seconds": self.seconds}

    def wrong(self) -> dict[str, int]:
        """What a planted fault did."""
        return {name: count for name, count in asdict(self.books).items() if count and name != "acknowledged"}


def storm(seed: int, count: int, size: Size, fault: Fault | None = None) -> Aftermath:
    """Send while everything is being killed, and a little longer; then let it settle and do the books."""
    say(f"storm over {count} callbacks" + (f", planted: {fault.name}" if fault else ""))
    with house() as one:
        for statement in (*SLOW_DISK, *WITNESS, *(fault.statements if fault else ())):
            one.rows(statement)
        one.start_sandbox()
        company = one.found(members=2, custom=2)
        traffic = Traffic(company, one.port, seed, desk=company.enter_sandbox(one.url), people=400, contacts=100)
        one.start_web()
        one.start_workers(WORKERS, fault.launcher if fault else WORKER)
        stormy, twins = callbacks(traffic, count)
        calm = [traffic.message(REGULARS[number % len(REGULARS)]) for number in range(CALM)]
        lasts = len(stormy) / size.rate
        web_every = Forecast.web_every if fault else size.web_every  # a planted run is short: the desk needs its web
        weather = Forecast(web_every=web_every, crashes_at=(lasts * 0.35, lasts * 0.7))
        raging = Storm(one, weather, random.Random(seed))  # noqa: S311 - a schedule, not a secret
        with at_work(one, company, REGULARS, seed) as desk:
            with driving(_order(one, stormy, size.rate)) as client:
                raging.rage(lambda: client.ended)
                outcome = client.outcome()
            catch_up(one)  # what the storm held up arrives now
            after = drive(_order(one, calm, CALM_RATE))
            catch_up(one)
        settle(one)
        books = balance(one, [*stormy, *calm], outcome.followed_by(after), twins=twins)
        return Aftermath(books, raging.kills, round(outcome.seconds, 1), desk)


def _order(house: House, callbacks: list[Callback], rate: float) -> Order:
    return Order(house.port, [one.request for one in callbacks], CONNECTIONS, rate, insist=True)


def callbacks(traffic: Traffic, count: int) -> tuple[list[Callback], set[str]]:
    """The mix, and among it regulars who write all the time, and twins: people who turn out to be one."""
    made = traffic.many(count, MIX)
    for number in range(count // 8):
        line = traffic.message(REGULARS[number % len(REGULARS)])
        made.insert(traffic.dice.randrange(len(made)), line)
    return made, _add_twins(traffic, made, count // 40)


def _add_twins(traffic: Traffic, made: list[Callback], count: int) -> set[str]:
    """They write to two accounts, then tell the same phone; returns who they are."""
    twins = set()
    for number in range(count):
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
    return twins


def _bars(honest: Aftermath) -> list[Bar]:
    found = honest.books
    claims = {
        "acknowledged and lost": found.lost + found.dead_letters,
        "effects doubled": found.doubled,
        "forged accepted": found.forged_accepted,
        "people out of order": found.out_of_order,
        "customers with two open conversations on one account": found.two_open_conversations,
        "colleagues' clicks that met an error of ours": honest.desk.failed,
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
