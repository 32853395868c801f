"""What runs here, written down for the other commands: <data>/run/supervisor.json, under a lock while it is true."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from changlai.cli.errors import Trouble


@dataclass(frozen=True)
class ProcessState:
    """One process of ours; ``started_at`` is seconds since 1970."""

    name: str
    pid: int
    started_at: float
    restarts: int = 0


@dataclass(frozen=True)
class HouseState:
    """The running product of one data folder; ``url`` is where it answers on this machine."""

    pid: int
    started_at: float
    url: str
    public_url: str = ""
    sandbox_url: str = ""
    field_key: str = ""
    ready: bool = False
    processes: list[ProcessState] = field(default_factory=list)


def run_folder(data: Path) -> Path:
    return data / "run"


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Be the only supervisor of this data folder; raises Trouble naming the other one."""
    folder = run_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = read_state(data)
            where = f" at {other.url} (process {other.pid})" if other else ""
            raise Trouble(f"it already runs{where}. `changlai status` shows it, `changlai down` stops it") from None
        try:
            yield
        finally:
            (folder / "supervisor.json").unlink(missing_ok=True)


def is_running(data: Path) -> bool:
    """Does a supervisor hold the lock? The lock goes with its process, however that ended."""
    file = run_folder(data) / "supervisor.lock"
    if not file.exists():
        return False
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_state(data: Path, state: HouseState) -> None:
    file = run_folder(data) / "supervisor.json"
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(state), indent=2) + "\n")
    unfinished.replace(file)


def read_state(data: Path) -> HouseState | None:
    """What the last supervisor wrote; ask is_running whether it still holds."""
    try:
        content = json.loads((run_folder(data) / "supervisor.json").read_text())
    except (OSError, ValueError):
        return None
    processes = [ProcessState(**entry) for entry in content.pop("processes")]
    return HouseState(**content, processes=processes)
