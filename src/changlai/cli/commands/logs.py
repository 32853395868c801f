"""Show the processes' logs: the last lines of all or of one, and with -f what comes."""

import argparse
import sys
import time
from pathlib import Path

from changlai.cli.environment import data_folder
from changlai.cli.errors import Trouble

POLL = 0.2  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="one process: web, worker-1, sandbox, postgres ...")
    parser.add_argument("-f", "--follow", action="store_true", help="go on showing what is written")
    parser.add_argument("-n", "--lines", type=int, default=20, help="lines of each log to begin with (default 20)")


def run(options: argparse.Namespace) -> int:
    files = log_files(data_folder() / "logs", options.name)
    for file in files:
        for line in last_lines(file, options.lines):
            show(file, line, alone=len(files) == 1)
    if options.follow:
        follow(files)
    return 0


def log_files(folder: Path, name: str | None) -> list[Path]:
    """The logs there are, or the one asked for; raises Trouble naming the others when it does not exist."""
    files = sorted(folder.glob("*.log"))
    if not files:
        raise Trouble(f"there are no logs yet in {folder}; `changlai up` writes them")
    chosen = [file for file in files if file.stem == name] if name else files
    if not chosen:
        raise Trouble(f"there is no log of {name}; there are: {', '.join(file.stem for file in files)}")
    return chosen


def last_lines(file: Path, count: int) -> list[str]:
    return file.read_text(errors="replace").splitlines()[-count:] if count > 0 else []


def follow(files: list[Path]) -> None:
    """Print what is added, until interrupted; a file put aside in between is read from its new beginning."""
    places = {file: file.stat().st_size for file in files}
    while True:
        for file in files:
            size = file.stat().st_size if file.exists() else 0
            start = places[file] if size >= places[file] else 0
            if size > start:
                with file.open("rb") as stream:
                    stream.seek(start)
                    added = stream.read(size - start)
                whole = added.rpartition(b"\n")[0] + b"\n" if b"\n" in added else b""
                for line in whole.decode(errors="replace").splitlines():
                    show(file, line, alone=len(files) == 1)
                start += len(whole)
            places[file] = start
        sys.stdout.flush()
        time.sleep(POLL)


def show(file: Path, line: str, *, alone: bool) -> None:
    print(line if alone else f"{file.stem:<9}| {line}")
