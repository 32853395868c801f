"""Bring the database to this release: roles, tables, policies.

Runs as the owner that CHANGLAI_DATABASE_URL names. Anything after the command goes to Django's migrate.
"""

import argparse
import os

from changlai.cli.django import django_command
from changlai.cli.environment import ready_environment
from changlai.cli.postgres import prepare_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", nargs="*", metavar="APP [MIGRATION]", help="one app, or one of its migrations")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        prepare_database(os.environ["CHANGLAI_DATABASE_URL"])
        os.environ["CHANGLAI_AS_OWNER"] = "1"
        django_command("migrate", *options.target, interactive=False)
        from changlai.kernel import rls  # noqa: PLC0415 (app ready)
        from changlai.records import actions as records  # noqa: PLC0415 (app ready)

        rls.apply()
        records.watch()
    return 0
