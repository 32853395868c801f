"""Measure one claim on this machine and hold it against its bar; exit 1 when the bar is missed.

`changlai bench NAME [--json] [--quick]`; without a name it lists what can be measured.
"""

import argparse

from changlai.cli.clone import run_in_clone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(hands_on=True)


def run(options: argparse.Namespace) -> int:
    run_in_clone("tools.bench", *options.rest)
