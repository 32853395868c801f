"""Run every check, the cheapest first: imports, style, templates, types, tests, browser. What CI runs.

Stops at the first failure; --keep-going goes on. --only NAME runs one step, --list names them.
"""

import argparse

from changlai.cli.clone import run_in_clone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(hands_on=True)


def run(options: argparse.Namespace) -> int:
    run_in_clone("tools.check", *options.rest)
