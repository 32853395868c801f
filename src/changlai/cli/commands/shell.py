"""A Python prompt inside the product, as the application role: row-level security holds here too.

Begin with `from changlai.kernel.tenancy import scope` and `with scope(organisation_id): ...`.
"""

import argparse

from changlai.cli.django import django_command
from changlai.cli.environment import ready_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-c", "--command", help="run this and leave")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        django_command("shell", *(["--command", options.command] if options.command else []))
    return 0
