"""Work: consumers of events, jobs, timers, outbox, cron rows. Start as many as wanted, on any machines."""

import argparse
import os

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment

PAGES = "changlai.web.urls"  # addresses for notices; a worker answers nobody, and has no need of the API's forms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--of",
        type=int,
        default=int(os.environ.get("CHANGLAI_WORKERS", "1")),
        metavar="N",
        help="how many workers there are in all; each takes its share of the shards (default 1)",
    )


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        os.environ.setdefault("CHANGLAI_PROCESS", "worker")
        load_django()
        from django.conf import settings  # noqa: PLC0415 (app ready)

        from changlai.kernel.worker import Worker  # noqa: PLC0415 (app ready)

        settings.ROOT_URLCONF = PAGES
        Worker(workers=options.of).run()
    return 0
