"""Stop all sending of an organisation, or of every one: after a restore, or when something wrong is being sent.

Messages that wait stay queued until somebody resumes sending: in the browser under Settings, Sending, or with
`changlai thaw`. The reason stands on every page, the deed in the audit log.
"""

import argparse
from collections.abc import Iterator

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", metavar="SLUG", help="only this one; without it, every organisation")
    parser.add_argument("--reason", required=True, help="what colleagues read, such as “restored from a backup”")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        for line in freeze(options.organisation, options.reason):
            print(line)
    return 0


def freeze(slug: str | None, reason: str) -> Iterator[str]:
    """Stop the sending of one organisation or all; says what waits in each."""
    from django.utils import timezone  # noqa: PLC0415 (app ready)

    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)
    from changlai.channels import queries as channels  # noqa: PLC0415 (app ready)
    from changlai.compliance import actions  # noqa: PLC0415 (app ready)
    from changlai.kernel.errors import Refusal  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    found = Organisation.objects.order_by("slug")
    chosen = list(found.filter(slug=slug) if slug else found)
    if not chosen:
        raise Trouble(f"there is no organisation {slug}" if slug else "there is no organisation yet")
    for organisation in chosen:
        with scope(organisation.pk):
            try:
                actions.freeze(organisation=organisation, reason=reason, by=None, now=timezone.now())
            except Refusal as refusal:
                raise Trouble(str(refusal.sentence)) from None
            yield f"{organisation.slug}: sending is stopped; messages waiting: {channels.waiting().messages}"
