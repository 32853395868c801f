"""Write migrations for changed models (developers). Name them: --name conversation_closed_at."""

import argparse
import os

from changlai.cli.django import django_command
from changlai.cli.environment import ready_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apps", nargs="*", metavar="APP")
    parser.add_argument("--name", help="what the migration does, in a few words")
    parser.add_argument("--empty", action="store_true", help="an empty one, for SQL")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is missing")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        os.environ["CHANGLAI_AS_OWNER"] = "1"
        django_command(
            "makemigrations", *options.apps, name=options.name, empty=options.empty, check_changes=options.check
        )
    return 0
