"""Callbacks accepted, and events through to conversation and timeline, beside two limits of this machine."""

import os
import time
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Self

import psycopg

from bench.limits import copy_events, group_commit
from bench.support import statements
from bench.support.browsing import Browser, People
from bench.support.client import OK, Order, Outcome, drive
from bench.support.company import Company
from bench.support.figures import machine, milliseconds, percentile
from bench.support.halting import Halted
from bench.support.house import House, house, say
from bench.support.processes import cpu_seconds, free_port, python
from bench.support.traffic import Callback, Mix, Traffic
from tools.bench import Report, at_least, below

SEED = 1111
CONNECTIONS = 64
STEADY = 500.0  # requests a second of the open loop
WORKERS = 2
MIX = Mix()
PLATFORM_SECONDS = 0.1  # until a platform answers a call; the sandbox alone would answer in two milliseconds
WITHOUT_CALLS = Mix(fetching=0.0, bells=0.0)
RUSH_SHARE = 0.5
PIPELINE_SHARE, PIPELINE_PER_S = 0.15, 3_000.0
STATEMENTS = 40.0
ANSWER_MS = 1_000.0

# Consumers between a delivery and what a person sees of it.
_BEHIND = """
    select count(*) from event_cursor c where c.consumer in ('customers.timeline', 'inbox.messages') and (
      select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) is not null"""
_STORE = "%channels_store%"
_STORED = "select count(*) from event_log where kind = 'channels.InboundReceived'"


@dataclass(frozen=True)
class Size:
    """How many requests each phase sends; seconds of the open loop."""

    requests: int
    steady_seconds: float


FULL, QUICK = Size(21_000, 20.0), Size(4_500, 4.0)
ROUNDS = 7  # short turns: what disturbs the machine meets all three alike
PIPELINE_ROUNDS = 3


@dataclass(frozen=True)
class Drained:
    """A backlog that went through: its events, and what each cost in microseconds of processor time."""

    events: int
    events_per_s: float
    worker_us: float
    database_us: float


@dataclass
class Findings:
    """What the phases bring together."""

    figures: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    events: int = 0  # stored when the pipeline was last measured
    pulls_before: int = 0

    def note_rounds(self, rounds: dict[str, list[Outcome]]) -> None:
        """Medians over the rounds; a ratio is the median of the rounds' own ratios."""
        speeds = {name: [one.accepted / one.seconds for one in found] for name, found in rounds.items()}
        self.limits["raw_group_commit_per_s"] = round(median(speeds["raw"]), 1)
        for name in ("idle", "pages"):
            self.figures[f"{name}_accepted_per_s"] = round(median(speeds[name]), 1)
            shares = [ours / raw for ours, raw in zip(speeds[name], speeds["raw"], strict=True)]
            self.ratios[f"accepted_{name}_of_raw"] = round(median(shares), 3)
            self.note_answers(name, [seconds for one in rounds[name] for seconds in one.latencies()])
            self.figures[f"{name}_refused"] = sum(len(one.statuses) - one.accepted for one in rounds[name])

    def note_drained(self, name: str, drained: list[Drained]) -> None:
        """Medians over the rounds."""
        self.figures[f"{name}_events_per_s"] = round(median([one.events_per_s for one in drained]), 1)
        self.figures[f"{name}_worker_cpu_us_per_event"] = round(median([one.worker_us for one in drained]), 1)
        self.figures[f"{name}_database_cpu_us_per_event"] = round(median([one.database_us for one in drained]), 1)

    def note_answers(self, name: str, latencies: list[float]) -> None:
        self.figures[f"{name}_p50_ms"] = milliseconds(percentile(latencies, 0.5))
        self.figures[f"{name}_p99_ms"] = milliseconds(percentile(latencies, 0.99))


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Bring a house up, send, measure; about four minutes, ``quick`` about one."""
    size = size or (QUICK if quick else FULL)
    found = Findings(figures=machine())
    with house(count_statements=True) as one:
        one.start_sandbox()
        company = one.found(members=2, custom=1)
        traffic = Traffic(company, one.port, SEED, desk=company.enter_sandbox(one.url))
        one.start_web()
        browsers = [Browser(one.url).sign_in(colleague) for colleague in company.colleagues]
        one.start_workers(WORKERS)
        one.wait(lambda: _is_idle(one), "the first sync")
        stage = Stage(size, browsers, found)
        _intake(one, company, traffic, stage)
        _pipeline(one, company, traffic, stage)
        _steady(one, company, traffic, stage)
    return _report(size, found)


@dataclass
class Stage:
    """What every phase needs."""

    size: Size
    browsers: list[Browser]
    found: Findings


def _intake(one: House, company: Company, traffic: Traffic, stage: Stage) -> None:
    """Limit 1 and ours in turns, so that both meet the same noise; workers stand still."""
    rounds: dict[str, list[Outcome]] = {"raw": [], "idle": [], "pages": []}
    seconds: list[float] = []
    count = stage.size.requests // ROUNDS
    pulls = _pulls(company)
    with Halted(one), RawProgram(one, company) as raw:
        statements.forget(one)
        for number in range(ROUNDS):
            say(f"intake, round {number + 1} of {ROUNDS}: raw, idle, with two people loading pages")
            rounds["raw"].append(raw.take(traffic.many(count, Mix(contacts=0.0, bells=0.0))))
            rounds["idle"].append(_send(one, traffic.many(count, MIX)))
            with People([browser.again() for browser in stage.browsers], company.slug) as people:
                rounds["pages"].append(_send(one, traffic.many(count, MIX)))
            seconds += people.seconds
        told = sum(len(outcome.statuses) for name in ("idle", "pages") for outcome in rounds[name])
        stage.found.figures["intake_statements_per_500"] = round(statements.count(one, _STORE) / told * 500, 1)
    stage.found.note_rounds(rounds)
    stage.found.figures["page_p50_ms"] = milliseconds(percentile(seconds, 0.5))
    stage.found.pulls_before = pulls


def _pipeline(one: House, company: Company, traffic: Traffic, stage: Stage) -> None:
    """What has piled up goes through to conversation and timeline; then the same without calls to the platform."""
    found, size = stage.found, stage.size
    company.order("faults", {"kind": "slow", "api": "externalcontact/get", "seconds": PLATFORM_SECONDS, "times": 0})
    _in_turns_with_copy(one, traffic, stage)
    company.withdraw("faults")
    found.figures["bells"] = one.number("select coalesce(sum(count), 0) from channels_tally where reason = 'bell'")
    found.figures["pulls_for_bells"] = _pulls(company) - found.pulls_before
    say("pipeline, with a platform that answers at once")
    with Halted(one):
        _send(one, traffic.many(size.requests, MIX))
    found.note_drained("pipeline_instant_platform", [_drain(one, found)])
    one.wait(lambda: _is_idle(one), "the follow-up calls", within=300)
    say("pipeline without calls to the platform, statements counted")
    with Halted(one):
        _send(one, traffic.many(size.requests, WITHOUT_CALLS))
        statements.forget(one)
    drained = _drain(one, found)
    found.note_drained("pipeline_without_calls", [drained])
    found.figures["statements_per_500"] = round(statements.count(one) / max(drained.events, 1) * 500, 1)
    if os.environ.get("CHANGLAI_BENCH_PROFILE"):
        say("dearest statements\n" + "\n".join(statements.dearest(one, 25)))


def _in_turns_with_copy(one: House, traffic: Traffic, stage: Stage) -> None:
    """Limit 2 and ours in turns, as with limit 1. The first turn takes what the intake has left."""
    found, count = stage.found, stage.size.requests
    admin = one.cluster.admin_url("changlai")
    drained: list[Drained] = []
    copied: list[float] = []
    ready: list[float] = []
    for number in range(PIPELINE_ROUNDS):
        say(f"pipeline, round {number + 1} of {PIPELINE_ROUNDS}: two workers, COPY")
        if number:
            with Halted(one):
                _send(one, traffic.many(count, MIX))
        drained.append(_drain(one, found))
        one.wait(lambda: _is_idle(one), "the follow-up calls", within=300)
        copied.append(copy_events.per_second(admin, count))
        ready.append(copy_events.ready_rows_per_second(admin, count))
    found.note_drained("pipeline", drained)
    found.limits["copy_per_s"] = round(median(copied), 1)
    found.limits["copy_of_ready_rows_per_s"] = round(median(ready), 1)
    speeds = [one.events_per_s for one in drained]
    for name, limit in (("copy", copied), ("ready_rows", ready)):
        found.ratios[f"pipeline_of_{name}"] = round(median([a / b for a, b in zip(speeds, limit, strict=True)]), 3)


def _steady(one: House, company: Company, traffic: Traffic, stage: Stage) -> None:
    """Open loop at 500/s with everything running: first alone, then with two people on the pages."""
    count = int(STEADY * stage.size.steady_seconds)
    say("open loop, 500/s, everything running")
    alone = _send(one, traffic.many(count, MIX), rate=STEADY)
    stage.found.note_answers("steady", alone.latencies())
    with People(stage.browsers, company.slug) as people:
        crowded = _send(one, traffic.many(count, MIX), rate=STEADY)
    stage.found.note_answers("steady_pages", crowded.latencies())
    stage.found.figures["steady_page_p50_ms"] = milliseconds(percentile(people.seconds, 0.5))
    stage.found.figures["steady_refused"] = sum(o.statuses.count(OK) != count for o in (alone, crowded))


def _send(one: House, callbacks: list[Callback], *, rate: float = 0.0) -> Outcome:
    return drive(Order(one.port, [callback.request for callback in callbacks], CONNECTIONS, rate))


class RawProgram:
    """Limit 1: the least program that keeps the same signed messages."""

    def __init__(self, one: House, company: Company) -> None:
        self.one, self.port = one, free_port()
        self.secret = company.custom[0].settings["secret"].removeprefix("whsec_")

    def __enter__(self) -> Self:
        one = self.one
        one.cluster.create_database("raw")
        with psycopg.connect(one.cluster.url("raw"), autocommit=True) as connection:
            connection.execute(group_commit.TABLE.encode())
        environment = one.environment() | {"RAW_DSN": one.cluster.url("raw"), "RAW_KEY": self.secret}
        one.start("raw", python("-m", "bench.limits.group_commit", str(self.port)), environment)
        one.wait(lambda: _is_open(self.port), "the raw program")
        return self

    def __exit__(self, *_: object) -> None:
        self.one.programs.pop("raw").stop()

    def take(self, messages: list[Callback]) -> Outcome:
        return drive(Order(self.port, [message.request for message in messages], CONNECTIONS))


def _is_open(port: int) -> bool:
    return drive(Order(port, [b"GET / HTTP/1.1\r\nhost: raw\r\n\r\n"], 1)).accepted == 1


def _drain(one: House, found: Findings) -> Drained:
    """From the moment the workers may go on to the last event's message and timeline entry."""
    workers = one.pids(*(worker for worker in one.programs if worker.startswith("worker")))
    stored = one.number(_STORED)
    events, found.events = stored - found.events, stored
    started, cpu = time.monotonic(), cpu_seconds(workers)
    database = cpu_seconds(one.pids("postgres"))
    with psycopg.connect(one.cluster.admin_url("changlai"), autocommit=True) as connection:
        while (connection.execute(_BEHIND.encode()).fetchone() or (0,))[0]:
            time.sleep(0.02)
    seconds = time.monotonic() - started
    per_event = 1e6 / max(events, 1)
    return Drained(
        events,
        events / seconds,
        (cpu_seconds(workers) - cpu) * per_event,
        (cpu_seconds(one.pids("postgres")) - database) * per_event,
    )


def _is_idle(one: House) -> bool:
    waiting = one.number("select count(*) from lease where state = 'ready' and due <= now() + interval '1 minute'")
    started = one.number("select count(*) from event_cursor")
    return bool(started) and not waiting and not one.number(_BEHIND)


def _pulls(company: Company) -> int:
    """How often kf/sync_msg was asked, as the platform counts."""
    log = company.look("log?kind=api&limit=100000")
    return sum(call["api"] == "kf/sync_msg" for call in log["api"])


def _report(size: Size, found: Findings) -> Report:
    figures, limits, ratios = found.figures, found.limits, found.ratios
    worst = max(figures["steady_p99_ms"], figures["steady_pages_p99_ms"])
    described = {
        "seed": SEED,
        "requests_per_phase": size.requests,
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "platform_answers_after_s": PLATFORM_SECONDS,
        "steady_per_s": STEADY,
        "mix": "37 % sealed contact events (1 in 10 orders a call), 56 % signed messages, 2 % bells, 5 % repeated",
    }
    bars = [
        at_least("accepted, of the raw group commit", ratios["accepted_idle_of_raw"], RUSH_SHARE),
        at_least("pipeline, of batched COPY of the same events", ratios["pipeline_of_copy"], PIPELINE_SHARE),
        at_least(
            "events/s to conversation and timeline, two workers", figures["pipeline_events_per_s"], PIPELINE_PER_S
        ),
        below("SQL statements per 500 events", figures["statements_per_500"], STATEMENTS + 0.001),
        below("answer p99 in ms at 500/s", worst, ANSWER_MS),
    ]
    return Report("ingest", described, figures, limits, ratios, bars)
