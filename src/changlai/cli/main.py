"""The ``changlai`` command: finds the sub-command, runs it, and turns expected trouble into one sentence."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from changlai import __version__
from changlai.cli.errors import Trouble

COMMANDS = (
    "up",
    "down",
    "status",
    "logs",
    "demo",
    "link",
    "freeze",
    "thaw",
    "test",
    "check",
    "bench",
    "flow",
    "index",
    "recount",
    "train",
    "rewind",
    "shell",
    "web",
    "worker",
    "migrate",
    "makemigrations",
    "keys",
    "backup",
    "restore",
)


class Command(Protocol):
    """What each module in ``changlai.cli.commands`` offers; its docstring is the help text."""

    __doc__: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the number is the exit code."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one sub-command and exit with its code: 0 good, 1 failed, 2 wrong use, 130 interrupted."""
    parser = build_parser()
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest
    if options.rest and not options.hands_on:
        parser.error(f"unknown: {' '.join(options.rest)}")
    try:
        code: int = options.run(options)
    except Trouble as trouble:
        sys.exit(f"changlai: {trouble}")
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # the reader of our output went away: `changlai logs | head`
        sys.stderr.close()
        code = 1
    sys.exit(code)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="changlai", description="Changlai 常来, the open social CRM.")
    parser.add_argument("--version", action="version", version=f"changlai {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        command: Command = import_module(f"changlai.cli.commands.{name}")
        text = command.__doc__
        sub = commands.add_parser(
            name,
            help=text.splitlines()[0].rstrip("."),
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        # A command that sets hands_on passes what we do not know to another program (pytest, the tools).
        sub.set_defaults(run=command.run, hands_on=False)
        command.add_arguments(sub)
    return parser
