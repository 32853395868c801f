"""Dump in the middle of everything, restore into another cluster: no event lost, doubled or out of order there."""

import os
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.support.client import OK, Order, Outcome, driving
from bench.support.figures import machine
from bench.support.halting import Halted
from bench.support.house import House, house, say
from bench.support.ledger import KEPT, Balance, Logged, balance
from bench.support.settling import settle
from bench.support.traffic import Callback, Mix, Traffic
from tools.bench import Bar, Report

SEED = 2222
WORKERS = 2
HALT = 0.5  # seconds of callbacks that pile up before the dump begins
MIX = Mix(fetching=0.0, bells=0.0)


@dataclass(frozen=True)
class Size:
    """Callbacks, and how many a second."""

    callbacks: int
    rate: float


FULL, QUICK = Size(20_000, 800.0), Size(3_000, 400.0)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Dump while callbacks come in and workers are behind; restore; let the copy's own workers go on."""
    size = size or (QUICK if quick else FULL)
    figures: dict[str, Any] = machine()
    with house() as one, house() as copy:
        sent, outcome, file = _dump_midway(one, size, figures)
        _restore(copy, file, figures)
        figures["events_not_yet_handled_in_the_dump"] = copy.number(_WAITING)
        copy.secrets = one.secrets
        copy.start_workers(WORKERS)
        settle(copy)
        found = _books(copy, sent, outcome)
        say(f"the copy: {found}")
    figures |= asdict(found)
    claims = {
        "deliveries of the dump lost": found.lost + found.dead_letters,
        "effects doubled": found.doubled,
        "people out of order": found.out_of_order,
        "customers with two open conversations on one account": found.two_open_conversations,
    }
    bars = [Bar(claim, float(value), 0.0, ok=value == 0) for claim, value in claims.items()]
    is_midway = figures["events_not_yet_handled_in_the_dump"] > 0
    bars.append(Bar("the dump was taken while events waited", float(is_midway), 1.0, ok=is_midway))
    described = {"seed": SEED, "callbacks": size.callbacks, "per_s": size.rate, "workers": WORKERS}
    return Report("restore", described, figures, bars=bars)


_WAITING = """
    select count(*) from event_cursor c join event_log e on e.shard = c.shard and e.id > c.after
    where c.consumer in ('customers.timeline', 'inbox.messages')"""


def _dump_midway(one: House, size: Size, figures: dict[str, Any]) -> tuple[list[Callback], Outcome, Path]:
    one.start_sandbox()
    company = one.found(members=2, custom=1)
    traffic = Traffic(company, one.port, SEED, desk=company.enter_sandbox(one.url), people=500)
    one.start_web()
    one.start_workers(WORKERS)
    sent = traffic.many(size.callbacks, MIX)
    file = one.folder / "dump"
    with driving(Order(one.port, [callback.request for callback in sent], 64, size.rate)) as client:
        time.sleep(size.callbacks / size.rate / 2)
        say("dumping in the middle of the stream")
        started = time.monotonic()
        with Halted(one, settle=0.0):  # in the middle of whatever they are doing
            time.sleep(HALT)
            _tool(one, "pg_dump", "-Fc", "-f", str(file), one.cluster.admin_url("changlai"))
        figures["dump_s"] = round(time.monotonic() - started, 2)
        figures["dump_mb"] = round(file.stat().st_size / 2**20, 1)
        return sent, client.outcome(), file


def _restore(copy: House, file: Path, figures: dict[str, Any]) -> None:
    """Into a cluster that has its own, younger history."""
    copy.cluster.drop_database("changlai")
    copy.cluster.create_database("changlai")
    started = time.monotonic()
    _tool(copy, "pg_restore", "--exit-on-error", "-d", copy.cluster.admin_url("changlai"), str(file))
    figures["restore_s"] = round(time.monotonic() - started, 2)


def _tool(one: House, name: str, *arguments: str) -> None:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    command = [one.cluster.binaries.program(name), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")


def _books(copy: House, sent: list[Callback], outcome: Outcome) -> Balance:
    """What the copy should hold is what its log holds: the dump was taken at one moment."""
    kept = Logged.read(copy).places
    statuses = [OK if one.key in kept or one.kind not in KEPT else 0 for one in sent]
    return balance(copy, sent, Outcome(statuses, outcome.due, outcome.sent, outcome.done))
