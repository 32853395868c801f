"""Every check in the order of its cost: ``./changlai check [--keep-going] [--only NAME ...] [--list]``.

Each step is a program of its own, so that it can be repeated alone. Those that keep one core busy run two at a time:
what such a step says comes when it has ended, and the longest of them begins first. At the end stands a table.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.support.database import TestDatabase
from tools.chromium import NoBrowser, ensure_chromium
from tools.known_environment import known_environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BESIDE = 2  # steps at a time; CI has two cores


@dataclass(frozen=True)
class Step:
    """One check: a name to call it by, a program, and what it needs; ``alone`` when it uses every core by itself."""

    name: str
    command: tuple[str, ...]
    needs_database: bool = False
    needs_browser: bool = False
    alone: bool = False
    first: bool = False


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
    Step("types", tool("mypy"), first=True),
    Step("docs", module("pytest", "tests/docs")),
    Step("tests", module("pytest", "-n", "2", "-m", "not e2e", "--ignore=tests/docs", "--durations=30"), alone=True),
    Step(
        "browser",
        module("pytest", "-n", "2", "--dist", "loadfile", "-m", "e2e", "--durations=15", *browser_tests()),
        needs_browser=True,
        alone=True,
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
    started = time.monotonic()
    outcomes = Course(keep_going=options.keep_going).through(chosen)
    print(table(outcomes, left=len(chosen) - len(outcomes), seconds=time.monotonic() - started))
    sys.exit(0 if all(outcome.ok for outcome in outcomes) else 1)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="changlai check", description="Run every check, the cheapest first.")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the first failure")
    names = [step.name for step in STEPS]
    told = f"only these: {', '.join(names)}"
    parser.add_argument("--only", nargs="+", action="extend", choices=names, metavar="NAME", help=told)
    parser.add_argument("--list", action="store_true", help="name the steps and their programs")
    return parser.parse_args()


class Course:
    """One run of the checks. Without ``keep_going`` no step begins after a failure."""

    def __init__(self, *, keep_going: bool) -> None:
        self._keep_going = keep_going
        self._outcomes: dict[str, Outcome] = {}
        self._database: TestDatabase | None = None
        self._making = threading.Lock()  # of the database
        self._telling = threading.Lock()

    def through(self, steps: list[Step]) -> list[Outcome]:
        """Those beside each other, then those alone; what became of each that began, in the order of ``steps``."""
        beside = [step for step in steps if not step.alone]
        try:
            if len(beside) == 1:
                self._run(beside[0])  # shows at once what it says
            else:
                self._beside(beside)
            for step in steps:
                if step.alone:
                    self._run(step)
        finally:
            if self._database:
                self._database.close()
        return [self._outcomes[step.name] for step in steps if step.name in self._outcomes]

    def _beside(self, steps: Iterable[Step]) -> None:
        with ThreadPoolExecutor(BESIDE) as lanes:
            for done in [lanes.submit(self._told, step) for step in sorted(steps, key=lambda step: not step.first)]:
                done.result()

    def _told(self, step: Step) -> None:
        """Run it and tell at its end what it said: two that speak at once are not understood."""
        with tempfile.TemporaryFile() as said:
            self._run(step, said)

    def _run(self, step: Step, said: IO[bytes] | None = None) -> None:
        if not self._keep_going and not all(outcome.ok for outcome in self._outcomes.values()):
            return
        if not said:
            print(head(step), flush=True)
        started = time.monotonic()
        ok = has_browser() if step.needs_browser else True
        if ok:
            where = self._environment(step)
            ok = not subprocess.run(step.command, cwd=ROOT, env=where, stdout=said, stderr=said, check=False).returncode
        self._outcomes[step.name] = Outcome(step.name, ok, time.monotonic() - started)
        if said:
            said.seek(0)
            with self._telling:
                print(head(step), said.read().decode(errors="replace"), sep="\n", end="", flush=True)

    def _environment(self, step: Step) -> dict[str, str]:
        """What the step finds around it: a migrated database, made for the first that asks for one."""
        # The root makes `tools` visible to lint-imports; everything else finds it by the environment's .pth file.
        plain = os.environ | {"PYTHONPATH": str(ROOT)}
        if not step.needs_database:
            return plain | known_environment()
        with self._making:
            if not self._database:
                self._database = TestDatabase()
                self._database.create()
        return plain | known_environment(self._database.url)


def head(step: Step) -> str:
    return f"\n── {step.name} {'─' * (76 - len(step.name))}"


def has_browser() -> bool:
    """Is there a Chromium? Tells what to install when there is none."""
    try:
        ensure_chromium()
    except NoBrowser as error:
        print(error, flush=True)
        return False
    return True


def table(outcomes: list[Outcome], left: int, seconds: float) -> str:
    rows = [
        f"  {'ok    ' if outcome.ok else 'FAILED'}  {outcome.name:<16}{outcome.seconds:8.1f} s" for outcome in outcomes
    ]
    rest = f", {left} not run (--keep-going runs them)" if left else ""
    return "\n" + "\n".join(rows) + f"\n          {'together':<16}{seconds:8.1f} s{rest}"


if __name__ == "__main__":
    main()
