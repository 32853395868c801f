"""Show what runs here: each process with its age, memory and restarts, and whether the product can serve.

Exit code 0 when it is ready, 1 when it runs but is not, 3 when nothing runs.
"""

import argparse
import time
from pathlib import Path

import psutil

from changlai.cli.environment import data_folder
from changlai.cli.supervision.readiness import ask_readiness
from changlai.cli.supervision.state import HouseState, ProcessState, is_running, read_state
from changlai.kernel import backups

NOTHING_RUNS = 3
MEGABYTE = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(_: argparse.Namespace) -> int:
    data = data_folder()
    state = read_state(data)
    if not is_running(data) or not state:
        print(f"nothing runs here ({data})")
        return NOTHING_RUNS
    print(table(state))
    print(backup_line(data))
    readiness = ask_readiness(state.url)
    print(f"ready {state.url}" if readiness.ready else f"not ready: {readiness.reasons}")
    return 0 if readiness.ready else 1


def table(state: HouseState) -> str:
    supervisor = ProcessState("supervisor", state.pid, state.started_at)
    lines = [f"{'process':<12}{'pid':>8}{'up':>12}{'memory':>10}{'restarts':>10}"]
    for process in (supervisor, *state.processes):
        with_children = process.name != "supervisor"
        memory = memory_of(process.pid, with_children=with_children)
        size = f"{memory / MEGABYTE:.0f} MB" if memory else "gone"
        age = span(time.time() - process.started_at)
        lines.append(f"{process.name:<12}{process.pid:>8}{age:>12}{size:>10}{process.restarts:>10}")
    return "\n".join(lines)


def backup_line(data: Path) -> str:
    """When the latest backup was made, and whether it can be restored."""
    found = backups.last(data)
    if found is None:
        return "backup  none yet (changlai backup)"
    when = f"{found.moment:%Y-%m-%d %H:%M} UTC"
    return f"backup  {when}, whole: {found.folder}" if found.is_whole else f"backup  {when}, FAILED: {found.error}"


def memory_of(pid: int, *, with_children: bool) -> int:
    """Bytes of memory of a process and those under it, shared pages counted in parts; 0 when it is gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *(process.children(recursive=True) if with_children else [])]
        return sum(_own_memory(member) for member in family)
    except psutil.NoSuchProcess:
        return 0


def _own_memory(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)


def span(seconds: float) -> str:
    """Seconds as "3 d 4 h", "2 h 5 min", "7 min" or "12 s"."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
