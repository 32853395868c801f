"""Resume the sending of an organisation that `changlai freeze` or an administrator has stopped.

`--waiting send` lets the messages that wait leave in their order; `--waiting cancel` lets them fail, each to be sent
again by hand. Look before you send: after a restore they may have arrived already.
"""

import argparse

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", metavar="SLUG", required=True, help="which one, as in its address /o/SLUG/")
    parser.add_argument("--waiting", choices=("send", "cancel"), required=True, help="what becomes of what waits")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        print(thaw(options.organisation, options.waiting))
    return 0


def thaw(slug: str, waiting: str) -> str:
    """Let an organisation send again; says what became of the messages that waited. Raises Trouble."""
    from django.utils import timezone  # noqa: PLC0415 (app ready)

    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)
    from changlai.compliance import actions  # noqa: PLC0415 (app ready)
    from changlai.compliance.enums import Fate  # noqa: PLC0415 (app ready)
    from changlai.kernel.errors import Refusal  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Trouble(f"there is no organisation {slug}")
    fate = Fate(waiting)
    with scope(organisation.pk):
        try:
            count = actions.thaw(organisation=organisation, waiting=fate, by=None, now=timezone.now())
        except Refusal as refusal:
            raise Trouble(str(refusal.sentence)) from None
    return f"{slug}: sending is resumed; messages {'let go' if fate == Fate.SEND else 'cancelled'}: {count}"
