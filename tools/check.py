"""Every check in the order of its cost: ``./changlai check [--keep-going] [--only NAME ...] [--list]``.

Each step is a program of its own, so that it can be repeated alone. At the end stands a table with the seconds.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.database import TestDatabase
from tools.chromium import NoBrowser, ensure_chromium
from tools.known_environment import known_environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """One check: a name to call it by, a program, and what it needs."""

    name: str
    command: tuple[str, ...]
    needs_database: bool = False
    needs_browser: bool = False


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


def browser_tests() -> list[str]:
    """The files with tests for a browser: to load all the others only to leave them out takes a while."""
    found = (file for place in ("src", "sandbox", "tests") for file in ROOT.joinpath(place).rglob("test_*.py"))
    return sorted(str(file.relative_to(ROOT)) for file in found if "mark.e2e" in file.read_text(encoding="utf-8"))


STEPS = (
    Step("imports", tool("lint-imports")),
    Step("format", tool("ruff", "format", "--check", ".")),
    Step("lint", tool("ruff", "check", ".")),
    Step("templates", tool("djlint", "--lint", "--quiet", "src", "sandbox")),
    Step("rules", module("tools.rules")),
    Step("dependencies", tool("deptry", "src", "sandbox", "--config", "requirements/deptry.toml")),
    Step("makemigrations", module("changlai", "makemigrations", "--check"), needs_database=True),
    Step("migrations", module("tools.migrations"), needs_database=True),
    Step("translations", module("tools.translations", "check")),
    Step("types", tool("mypy")),
    Step("tests", module("pytest", "-n", "2", "-m", "not e2e", "--ignore=tests/docs", "--durations=30")),
    Step("docs", module("pytest", "tests/docs")),
    Step(
        "browser",
        module("pytest", "-n", "2", "--dist", "loadfile", "-m", "e2e", "--durations=15", *browser_tests()),
        needs_browser=True,
    ),
)


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    seconds: float


def main() -> None:
    options = parse()
    chosen = [step for step in STEPS if not options.only or step.name in options.only]
    if options.list:
        print("\n".join(f"{step.name:<16}{' '.join(step.command)}" for step in STEPS))
        return
    outcomes: list[Outcome] = []
    with database_when_needed(chosen) as environment:
        for step in chosen:
            outcomes.append(run(step, environment))
            if not outcomes[-1].ok and not options.keep_going:
                break
    print(table(outcomes, left=len(chosen) - len(outcomes)))
    sys.exit(0 if all(outcome.ok for outcome in outcomes) else 1)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="changlai check", description="Run every check, the cheapest first.")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the first failure")
    names = [step.name for step in STEPS]
    told = f"only these: {', '.join(names)}"
    parser.add_argument("--only", nargs="+", action="extend", choices=names, metavar="NAME", help=told)
    parser.add_argument("--list", action="store_true", help="name the steps and their programs")
    return parser.parse_args()


def run(step: Step, environment: dict[str, str]) -> Outcome:
    """Run one step, its output passing through."""
    print(f"\n── {step.name} {'─' * (76 - len(step.name))}", flush=True)
    started = time.monotonic()
    if step.needs_browser:
        try:
            ensure_chromium()
        except NoBrowser as error:
            print(error, flush=True)
            return Outcome(step.name, ok=False, seconds=time.monotonic() - started)
    done = subprocess.run(step.command, cwd=ROOT, env=environment, check=False)
    return Outcome(step.name, ok=done.returncode == 0, seconds=time.monotonic() - started)


@contextmanager
def database_when_needed(steps: list[Step]) -> Iterator[dict[str, str]]:
    """The steps' environment; with a migrated database of its own when one of them asks for it."""
    # The root makes `tools` visible to lint-imports; everything else finds it by the environment's .pth file.
    plain = os.environ | {"PYTHONPATH": str(ROOT)}
    if not any(step.needs_database for step in steps):
        yield plain | known_environment()
        return
    database = TestDatabase()
    try:
        database.create()
        yield plain | known_environment(database.url)
    finally:
        database.close()


def table(outcomes: list[Outcome], left: int) -> str:
    rows = [
        f"  {'ok    ' if outcome.ok else 'FAILED'}  {outcome.name:<16}{outcome.seconds:8.1f} s" for outcome in outcomes
    ]
    total = sum(outcome.seconds for outcome in outcomes)
    rest = f", {left} not run (--keep-going runs them)" if left else ""
    return "\n" + "\n".join(rows) + f"\n          {'together':<16}{total:8.1f} s{rest}"


if __name__ == "__main__":
    main()
