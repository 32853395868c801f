"""The search index: how far it is, and reading everything into it again.

What can be found keeps itself up to date, and once a day a stretch of it is compared with the truth. `rebuild` is for
the day when that is not enough; searching goes on meanwhile, and stopping it half-way harms nothing: workers go on.
"""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble

if TYPE_CHECKING:
    from changlai.accounts.models import Organisation


PAUSE = 0.3  # seconds, while a worker is at it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="what can be found in an organisation, and how far reading it is")
    rebuild = actions.add_parser("rebuild", help="read all records of an organisation again, here and now")
    for one in (status, rebuild):
        one.add_argument("organisation", metavar="SLUG", help="as in its addresses: /o/SLUG/")
    rebuild.add_argument("--kind", default="", help="one kind of record only, for example customer")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)

        found = Organisation.objects.filter(slug=options.organisation).first()
        if found is None:
            raise Trouble(
                f"there is no organisation {options.organisation}; its name stands in its addresses: /o/NAME/"
            )
        if options.action == "rebuild":
            rebuild_all(found, options.kind)
        print("\n".join(lines(found)))
    return 0


def rebuild_all(organisation: "Organisation", kind: str = "") -> None:
    """Read everything again, saying how far it is. Raises Trouble when no record is of that kind."""
    from django.utils import timezone  # noqa: PLC0415 (app ready)

    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)
    from changlai.records import actions, queries  # noqa: PLC0415 (app ready)

    kinds = queries.found_kinds()
    if kind and kind not in kinds:
        raise Trouble(f"no record is a {kind}; there are: {', '.join(kinds)}")
    for one in [kind] if kind else kinds:
        with scope(organisation.pk):
            actions.rebuild(one, timezone.now())
        while True:
            with scope(organisation.pk):
                did = actions.index_kind(one, timezone.now())
                state = next(state for state in queries.index_states() if state.kind == one)
            sys.stderr.write(f"\r{one}: {state.read_count:,} read")
            sys.stderr.flush()
            if state.done_at is not None:
                break
            if not did:
                time.sleep(PAUSE)
        sys.stderr.write("\n")


def lines(organisation: "Organisation") -> list[str]:
    """How far each kind is, a line each."""
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)
    from changlai.records import queries  # noqa: PLC0415 (app ready)

    with scope(organisation.pk):
        states = queries.index_states()
    return [
        f"{one.kind}: {one.read_count:,} read, "
        + (f"done {one.done_at:%Y-%m-%d %H:%M} UTC" if one.done_at else "still reading")
        + (
            f"; last looked over {one.checked_at:%Y-%m-%d %H:%M} UTC, {one.mended_count} mended"
            if one.checked_at
            else ""
        )
        for one in states
    ]
