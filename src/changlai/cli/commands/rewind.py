"""Let a consumer handle the events since a moment once more, after it was mended.

What is right already does not change, and nothing is sent to customers again. Newer events wait until the consumer
has caught up. The deed stands in the audit log of every organisation. `changlai flow` names the consumers.
"""

import argparse
from datetime import datetime

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("consumer", help="its name, for example customers.timeline")
    parser.add_argument("--since", required=True, help="a moment such as 2026-11-20T08:00+08:00")


def run(options: argparse.Namespace) -> int:
    since = moment(options.since)
    with ready_environment():
        load_django()
        from changlai.accounts import queries as accounts  # noqa: PLC0415 (app ready)
        from changlai.kernel.errors import Refusal  # noqa: PLC0415 (app ready)
        from changlai.web.operations import actions  # noqa: PLC0415 (app ready)

        try:
            shards = actions.rewind_system(
                consumer=options.consumer, moment=since, organisations=accounts.organisation_ids()
            )
        except Refusal as refusal:
            raise Trouble(str(refusal.sentence)) from None
    print(f"{options.consumer} reads again what was written since {since.isoformat()} ({shards} of 8 shards went back)")
    return 0


def moment(text: str) -> datetime:
    """The moment a person typed; raises Trouble when it is none, or does not say its time zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(f"{text!r} is not a moment; write it like 2026-11-20T08:00+08:00") from None
    if found.tzinfo is None:
        raise Trouble(f"{text!r} does not say its time zone; add it, as in {text}+08:00, or Z for UTC")
    return found
