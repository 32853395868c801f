"""A house of one's own for a benchmark: a durable PostgreSQL, the real processes, the sandbox; all gone at the end."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import psycopg

from bench.support.company import Company
from bench.support.processes import ROOT, Program, family, free_port, python
from changlai.cli.environment import new_field_key
from changlai.cli.postgres import Cluster

READY_WITHIN = 90.0  # seconds
_LISTENING = """
    select count(*) from pg_stat_activity
    where query = 'listen kernel_lease' and (select count(*) from event_cursor) > 0"""
LOG_STATEMENTS = (
    "alter system set shared_preload_libraries = 'pg_stat_statements'",
    "alter system set pg_stat_statements.max = 5000",
)

Row = tuple[Any, ...]


class House:
    """One installation in ``folder``. ``cluster`` keeps fsync on: what is acknowledged lies on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder / "postgres", log=folder / "postgres.log")
        self.port, self.sandbox_port = free_port(), free_port()
        self.programs: dict[str, Program] = {}
        self.secrets = {
            "CHANGLAI_SECRET_KEY": secrets.token_urlsafe(64),
            "CHANGLAI_FIELD_KEYS": new_field_key("k1"),
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def environment(self, workers: int = 1) -> dict[str, str]:
        """What every process of the product gets; nothing of the caller's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANGLAI_")}
        return (
            kept
            | self.secrets
            | {
                "CHANGLAI_DATA": str(self.folder / "data"),
                "CHANGLAI_DATABASE_URL": self.cluster.url(),
                "CHANGLAI_PUBLIC_URL": self.url,
                "CHANGLAI_PORT": str(self.port),
                "CHANGLAI_WORKERS": str(workers),
                "CHANGLAI_WECOM_URL": self.sandbox_url,
                "CHANGLAI_SANDBOX_URL": self.sandbox_url,
                "CHANGLAI_OUTBOUND_ALLOW": f"127.0.0.1:{self.sandbox_port}",
                "CHANGLAI_LOG_LEVEL": "WARNING",
                "PYTHONUNBUFFERED": "1",
            }
        )

    # -- life -------------------------------------------------------------------------------------------------------

    def build(self, *, count_statements: bool = False) -> None:
        """PostgreSQL up, tables made."""
        self.cluster.ensure()
        if count_statements:
            with psycopg.connect(self.cluster.admin_url(), autocommit=True) as admin:
                for statement in LOG_STATEMENTS:
                    admin.execute(statement.encode())
            self.cluster.stop()
            self.cluster.start()
            with psycopg.connect(self.cluster.admin_url("changlai"), autocommit=True) as admin:
                admin.execute("create extension if not exists pg_stat_statements")
        self.ask("changlai", "migrate")

    def found(self, **wanted: int) -> Company:
        """A company with colleagues and channel accounts, made by the product's own actions (see ``seed``)."""
        return Company.read(self.ask("bench.support.seed", json.dumps(wanted)), sandbox_url=self.sandbox_url)

    def ask(self, module: str, *arguments: str) -> str:
        """Run a module to its end; returns what it printed. Raises RuntimeError with its words when it fails."""
        done = subprocess.run(
            python("-m", module, *arguments),
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def start_web(self, role: str = "all", *, log_level: str = "WARNING") -> Program:
        command = python("-m", "changlai", "web", "--host", "127.0.0.1", "--port", str(self.port), "--role", role)
        program = self.start(
            "web", command, self.environment() | {"CHANGLAI_POOL": "8", "CHANGLAI_LOG_LEVEL": log_level}
        )
        self.await_ready()
        return program

    def start_workers(self, count: int, launcher: Sequence[str] = ("changlai", "worker")) -> list[Program]:
        """``launcher`` is the module to run and its arguments; a planted fault comes with a launcher of its own."""
        environment = self.environment(count)
        command = python("-m", *launcher)
        started = [self.start(f"worker-{number + 1}", command, environment) for number in range(count)]
        self.wait(lambda: self.number(_LISTENING) >= count, "the workers")
        return started

    def start_sandbox(self) -> Program:
        command = python("-m", "sandbox", "--port", str(self.sandbox_port), "--state", str(self.folder / "sandbox"))
        program = self.start("sandbox", command, self.environment())
        self.wait(lambda: _answers(f"{self.sandbox_url}/_sandbox/clock"), "the sandbox")
        return program

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Program:
        self.programs[name] = Program(name, command, environment, self.folder / "logs" / f"{name}.log")
        return self.programs[name]

    def await_ready(self) -> None:
        self.wait(self.is_ready, "web")

    def is_ready(self) -> bool:
        """Whether web says it can serve."""
        return _answers(f"{self.url}/readyz")

    def stop_workers(self) -> None:
        for name in [name for name in self.programs if name.startswith("worker")]:
            self.programs.pop(name).stop()

    def close(self) -> None:
        """Nothing of it is left running."""
        for program in reversed(self.programs.values()):
            program.stop()
        self.cluster.stop()

    def wait(self, condition: Callable[[], bool], what: str, within: float = READY_WITHIN) -> None:
        """Ask ten times a second; raises RuntimeError with the logs when the time is up."""
        end = time.monotonic() + within
        while not condition():
            if time.monotonic() > end:
                tails = "\n".join(f"--- {name}\n{program.tail()}" for name, program in self.programs.items())
                raise RuntimeError(f"{what}: nothing after {within:.0f} s\n{tails}")
            time.sleep(0.1)

    # -- questions --------------------------------------------------------------------------------------------------

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Asked as the superuser: over all organisations, and not counted as the product's."""
        with psycopg.connect(self.cluster.admin_url("changlai"), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str, parameters: Sequence[object] = ()) -> int:
        return int(self.rows(statement, parameters)[0][0] or 0)

    def pids(self, *names: str) -> list[int]:
        """The processes behind these programs; ``postgres`` is the cluster."""
        found = []
        for name in names:
            pid = self.cluster.pid if name == "postgres" else self.programs[name].process.pid
            found += family(pid or 0)
        return found


@contextlib.contextmanager
def house(*, count_statements: bool = False) -> Iterator[House]:
    """A house that is torn down whatever happens; CHANGLAI_BENCH_KEEP=1 leaves its folder for a look."""
    folder = Path(tempfile.mkdtemp(prefix="changlai-bench-"))
    folder.chmod(0o755)
    found = House(folder)
    before = signal.signal(signal.SIGTERM, _stopped)  # whoever ends us finds nothing left behind
    try:
        found.build(count_statements=count_statements)
        yield found
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the clearing up short
        found.close()
        signal.signal(signal.SIGTERM, before)
        if os.environ.get("CHANGLAI_BENCH_KEEP"):
            print(f"kept {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _stopped(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def say(line: str) -> None:
    """Progress, for whoever watches; standard output is the report's."""
    print(f"  {line}", file=sys.stderr, flush=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own processes on this machine
            return bool(answer.status < 300)  # noqa: PLR2004 - HTTP
    except OSError:
        return False
