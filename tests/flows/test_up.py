"""The launcher's own story: up, look, hurt, down, up again. With real processes in a folder of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from changlai.cli.supervision.plan import held_ports

PATIENCE = 300  # seconds; a busy machine stands still for minutes, and other companies start beside it


@dataclass
class Installation:
    """A data folder and a port; commands run as a person would run them in that folder."""

    data: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHANGLAI_", "DJANGO_"))}
        return kept | {"CHANGLAI_DATA": str(self.data)}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "changlai", *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def up(self) -> subprocess.Popen[str]:
        """Start it in the background and wait for its word; what it said before goes into ``console``."""
        console = (self.data / "console").open("w")
        command = [sys.executable, "-m", "changlai", "up", "--demo", "--port", str(self.port)]
        with console:
            process = subprocess.Popen(command, env=self.environment, stdout=console, stderr=console, text=True)
        deadline = time.monotonic() + PATIENCE
        while f"ready {self.url}\n" not in self.said():
            assert process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return process

    def said(self) -> str:
        return (self.data / "console").read_text()

    def processes(self) -> dict[str, int]:
        state = json.loads((self.data / "run" / "supervisor.json").read_text())
        return {process["name"]: process["pid"] for process in state["processes"]}

    def status_of(self, path: str) -> int:
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:  # noqa: S310 (our own address)
            return int(answer.status)


@pytest.fixture
def installation() -> Iterator[Installation]:
    data = Path(tempfile.mkdtemp(prefix="changlai-up-"))
    data.chmod(0o755)  # PostgreSQL's own user walks through when root runs the tests
    with held_ports(8460) as port:
        yield Installation(data, port)
        Installation(data, 0).run("down")
    shutil.rmtree(data, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.timeout(4 * PATIENCE)
def test_demo_starts_heals_stops_and_keeps_its_data(installation):
    supervisor = installation.up()
    facts = json.loads(installation.run("demo", "info", "--json").stdout)

    assert installation.status_of("/readyz") == 200
    assert installation.status_of(f"{facts['sign_in_link'].removeprefix(installation.url)}") == 200
    assert facts["base_url"] == installation.url
    assert facts["api"]["token"]
    assert [channel["channel"] for channel in facts["channels"]][:1] == ["wecom"]
    assert "password" not in installation.said().lower()

    status = installation.run("status")
    assert status.returncode == 0, status.stdout
    names = ["process", "supervisor", "sandbox", "web", "worker-1", "postgres", "backup", "ready"]
    assert [line.split()[0] for line in status.stdout.splitlines()] == names
    assert f"it already runs at {installation.url}" in installation.run("up").stderr
    assert "worker.started" in installation.run("logs", "worker-1").stdout

    before = installation.processes()
    for name in ("worker-1", "postgres"):
        os.kill(before[name], signal.SIGKILL)
    until_changed(installation, before, "worker-1", "postgres")
    assert installation.run("status").returncode == 0

    assert installation.run("down").stdout == "stopped\n"
    assert supervisor.wait(timeout=PATIENCE) == 0
    assert installation.said().endswith(f"stopped; the data stays in {installation.data}\n")
    assert [pid for pid in before.values() if alive(pid)] == []
    assert installation.run("status").returncode == 3

    again = installation.up()
    assert json.loads(installation.run("demo", "info", "--json").stdout)["api"] == facts["api"]
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=PATIENCE) == 0


def until_changed(installation: Installation, before: dict[str, int], *names: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(installation.processes().get(name) in {None, before[name]} for name in names):
        assert time.monotonic() < deadline, installation.said()
        time.sleep(0.1)
    while installation.run("status").returncode:
        assert time.monotonic() < deadline, installation.said()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
