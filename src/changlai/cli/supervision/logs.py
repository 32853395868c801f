"""The children's output: every line into a file of their own, and what matters onto the console."""

import contextlib
import itertools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

LIMIT = 10 * 1024 * 1024  # bytes; then the file is put aside
KEPT = 3  # files put aside: web.log.1 is the youngest
CHUNK = 65_536
STACK_BEGINS = ("Traceback (most recent call last)", "During handling of", "The above exception was")
QUIET_LEVELS = {"debug", "info"}
TOLD_OTHERWISE = {"at", "level", "event", "logger", "trace"}  # the trace stands in the file


class RotatingFile:
    """An append-only file that is put aside when it grows over LIMIT.

    What a full disk does not take is lost: a log is no reason to stop what it tells of.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._stream = path.open("ab", buffering=0)

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._stream.write(data)
            if self._stream.tell() > LIMIT:
                self._put_aside()

    def close(self) -> None:
        self._stream.close()

    def _put_aside(self) -> None:
        self.path.replace(make_room(self.path))
        fresh = self.path.open("ab", buffering=0)
        self._stream.close()
        self._stream = fresh


def empty_when_long(path: Path) -> None:
    """Put aside the content of a file that another process keeps open for appending (PostgreSQL's), if the disk has
    room for it; else only empty it."""
    if path.exists() and path.stat().st_size > LIMIT:
        with contextlib.suppress(OSError):
            make_room(path).write_bytes(path.read_bytes())
        os.truncate(path, 0)


def make_room(path: Path) -> Path:
    """Move web.log.1 to .2, .2 to .3, drop the eldest; the answer is the free name web.log.1."""
    names = [path.with_name(f"{path.name}.{number}") for number in range(1, KEPT + 1)]
    for younger, older in reversed(list(itertools.pairwise(names))):
        if younger.exists():
            younger.replace(older)
    return names[0]


class Pump:
    """Carries what a child writes into its log file, line by line past the console's eye."""

    def __init__(self, output: IO[bytes], file: RotatingFile, show: Callable[[str], None]) -> None:
        os.set_blocking(output.fileno(), False)
        self._output, self._file, self._show = output, file, show
        self._rest = b""
        self._in_stack = False

    def carry(self) -> bool:
        """Move what there is; False when the child has closed its end."""
        while True:
            try:
                data = os.read(self._output.fileno(), CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            self._file.write(data)
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self._consider(line.decode(errors="replace"))

    def close(self) -> None:
        self._output.close()

    def _consider(self, line: str) -> None:
        """Show what matters; of a stack only its last line, the whole stands in the file."""
        if line.startswith(STACK_BEGINS):
            self._in_stack = True
        elif self._in_stack and line[:1] in {" ", ""}:
            return
        else:
            self._in_stack = False
            if text := worth_showing(line):
                self._show(text)


def worth_showing(line: str) -> str:
    """What of a log line a person at the console needs: warnings and worse, and anything that is not ours."""
    if not line.startswith("{"):
        return line.rstrip()
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    level = str(entry.get("level", "")).lower()
    if level in QUIET_LEVELS:
        return ""
    details = " ".join(f"{name}={value}" for name, value in entry.items() if name not in TOLD_OTHERWISE)
    return f"{level} {entry.get('event', '')} {details}".strip()


class Console:
    """The supervisor's own short view: one line per happening, in step with the children's warnings."""

    def __init__(self) -> None:
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, line: str) -> None:
        """A line of the supervisor."""
        print(line, flush=True)

    def step(self, name: str, seconds: float) -> None:
        print(f"{name:<24}{seconds:6.1f} s", flush=True)

    def child(self, name: str, line: str) -> None:
        """A line that a child wrote."""
        prefix = f"{name:<9}|"
        print(f"\033[2m{prefix}\033[0m {line}" if self._colour else f"{prefix} {line}", flush=True)
