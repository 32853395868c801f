"""Run tests: everything but the browser's, on two processes, or whatever the arguments (pytest's) say.

`changlai test -m e2e` runs the browser tests, `changlai test src/changlai/inbox -k close` some of one module.
"""

import argparse

from changlai.cli.clone import run_in_clone

EVERYTHING = ("-n", "2", "-m", "not e2e")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(hands_on=True)


def run(options: argparse.Namespace) -> int:
    run_in_clone("pytest", *(options.rest or EVERYTHING))
