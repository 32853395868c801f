"""Run all tests, the browser's included, or whatever the arguments (pytest's) say.

`changlai test -m e2e` runs the browser tests, `changlai test src/changlai/inbox -k close` some of one module.
"""

import argparse

from changlai.cli.clone import run_in_clone

EVERYTHING = ("tests", "docs", "browser")  # steps of tools.check


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(hands_on=True)


def run(options: argparse.Namespace) -> int:
    if options.rest:
        run_in_clone("pytest", *options.rest)
    run_in_clone("tools.check", "--keep-going", "--only", *EVERYTHING)
