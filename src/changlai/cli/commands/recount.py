"""Count what the listening board shows again from the mentions, and say what differed.

The sums are kept in step with every mention, so nothing should. It is for the day when the organisation got another
time zone, or somebody wrote into the database past the program. Hearing goes on meanwhile; it may be stopped half-way.
"""

import argparse
from collections.abc import Iterator
from datetime import date

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organisation", metavar="SLUG", help="as in its addresses: /o/SLUG/")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only from this day on: 2026-11-01")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        for line in recounted(options.organisation, options.since):
            print(line, flush=True)
    return 0


def recounted(slug: str, since: date | None = None) -> Iterator[str]:
    """Count piece by piece, a line for each that was wrong, and one for the whole. Raises Trouble."""
    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)
    from changlai.listening.actions import recounting  # noqa: PLC0415 (app ready)

    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Trouble(f"there is no organisation {slug}; its name stands in its addresses: /o/NAME/")
    with scope(found.pk):
        pieces = recounting.pieces(since)
    whole = recounting.Recounted()
    for first, last in pieces:
        with scope(found.pk):
            wrong = recounting.recount(first, last)
        whole += wrong
        if wrong.total:
            yield f"{first} to {last}: {_said(wrong.mentions, wrong.aspects, wrong.words)}"
    days = f"{pieces[0][0]} to {pieces[-1][1]}" if pieces else "nothing was ever heard"
    outcome = _said(whole.mentions, whole.aspects, whole.words) if whole.total else "every sum was right"
    yield f"{slug}: {days}; {outcome}"


def _said(mentions: int, aspects: int, words: int) -> str:
    return f"put right: {mentions} of mentions, {aspects} of aspects, {words} of words"
