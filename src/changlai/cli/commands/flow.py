"""Print every event and who consumes it, as in docs/reference/flow.md."""

import argparse

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(_: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        from changlai.kernel.events.flow import render_markdown  # noqa: PLC0415 (app ready)

        print(render_markdown(), end="")
    return 0
