"""From the first line after downloads to ready, in a fresh clone with an empty data folder; and memory at rest."""

import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.support.figures import machine, proportional_mb
from bench.support.house import say
from bench.support.processes import ROOT, Program, family, free_port, python
from tools.bench import Report, below

SECONDS, MEGABYTES = 60.0, 500.0
REST = 10.0  # seconds of quiet before memory is measured
GIVE_UP = 180.0
DOWNLOADED = ("src/changlai/ui/static/vendor", "node_modules")  # fetched files that git does not keep


def run(*, quick: bool) -> Report:
    """Clone, start with ``up``, wait for /readyz; packages and front-end files are already downloaded."""
    folder = Path(tempfile.mkdtemp(prefix="changlai-bench-"))
    folder.chmod(0o755)
    figures: dict[str, Any] = machine()
    try:
        clone = _clone(folder / "clone")
        port = free_port()
        started = time.monotonic()
        _translations(clone)
        figures["translations_s"] = round(time.monotonic() - started, 2)
        program = _up(clone, folder, port)
        try:
            _await(program, port, "/readyz")
            figures["ready_s"] = round(time.monotonic() - started, 2)
            say(f"ready after {figures['ready_s']} s; resting")
            time.sleep(2.0 if quick else REST)
            _measure(program, figures)
        finally:
            program.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    bars = [
        below("seconds from the first line after downloads to ready", figures["ready_s"], SECONDS),
        below("MB at rest, all our processes without PostgreSQL", figures["memory_mb"], MEGABYTES),
    ]
    size = {"processes": "up, web (and granian's worker), one worker", "memory": "PSS: shared pages divided by users"}
    return Report("start", size, figures, bars=bars)


def _clone(target: Path) -> Path:
    """What is committed, and beside it what a first start would have downloaded."""
    subprocess.run(["git", "clone", "--quiet", "--local", str(ROOT), str(target)], check=True)
    for name in DOWNLOADED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, dirs_exist_ok=True, symlinks=True)
    return target


def _environment(clone: Path) -> dict[str, str]:
    """The packages of this environment, the sources of the clone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANGLAI_")}
    return kept | {"PYTHONPATH": f"{clone / 'src'}:{clone}", "PYTHONUNBUFFERED": "1"}


def _translations(clone: Path) -> None:
    command = python("-m", "tools.translations", "compile")
    subprocess.run(command, cwd=clone, env=_environment(clone), check=True, capture_output=True)


def _up(clone: Path, folder: Path, port: int) -> Program:
    data = folder / "data"
    environment = _environment(clone) | {"CHANGLAI_DATA": str(data)}
    command = python("-m", "changlai", "up", "--port", str(port))
    return Program("up", command, environment, folder / "up.log", cwd=clone)


def _await(program: Program, port: int, path: str) -> None:
    end = time.monotonic() + GIVE_UP
    while time.monotonic() < end and not program.ended:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:  # noqa: PLR2004 - HTTP
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"never ready:\n{program.tail()}")


def _measure(program: Program, figures: dict[str, Any]) -> None:
    """PSS of everything below ``up`` except the database."""
    found = {pid: _words(pid) for pid in family(program.process.pid)}
    ours = {pid: words for pid, words in found.items() if "postgres" not in words.partition("\0")[0]}
    figures["memory_mb"] = proportional_mb(list(ours))
    for pid, words in ours.items():
        name = words.replace("\0", " ").partition("-m ")[2][:40] or "helper"
        figures[f"memory_mb of {pid} ({name.strip()})"] = proportional_mb([pid])
    figures["processes"] = len(ours)


def _words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace") or "postgres"
