"""The demo company: `demo info --json` tells an outside program how to reach it, `demo fill` brings one to life."""

import argparse
import json
from collections.abc import Mapping
from typing import Any

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment
from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    info = actions.add_parser("info", help="addresses, API token, channel account keys of the running demo")
    info.add_argument("--json", action="store_true", help="as one JSON object")
    fill = actions.add_parser("fill", help="connect an organisation to the sandbox and let its people write")
    fill.add_argument("organisation", metavar="SLUG", help="the organisation, as in its addresses: /o/SLUG/")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        if options.action == "fill":
            fill_organisation(options.organisation)
            return 0
        facts = read_facts()
    print(json.dumps(facts, ensure_ascii=False, indent=2) if options.json else "\n".join(lines(facts)))
    return 0


def read_facts() -> dict[str, Any]:
    """What an outsider needs; raises Trouble while there is no demo company."""
    from changlai.cli.demo import info  # noqa: PLC0415 (app ready)

    found = info()
    if found is None:
        raise Trouble("there is no demo company here; `changlai up --demo` or `changlai demo fill SLUG` makes one")
    return found


def fill_organisation(slug: str) -> None:
    """Fill in the name of the organisation's first administrator; raises Trouble when there is no such one."""
    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)
    from changlai.accounts.queries import administrators  # noqa: PLC0415 (app ready)
    from changlai.cli.demo import fill  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise Trouble(f"there is no organisation {slug}; its name stands in its addresses: /o/NAME/")
    with scope(organisation.pk):
        member = administrators(limit=1)[0]
    fill(organisation.pk, member.pk)


def lines(facts: Mapping[str, object], indent: str = "") -> list[str]:
    """Nested facts as an indented list."""
    found = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            found += [f"{indent}{name}:", *lines(value, f"{indent}  ")]
        elif isinstance(value, list):
            found += [line for entry in value for line in (f"{indent}{name}:", *lines(entry, f"{indent}  "))]
        else:
            found.append(f"{indent}{name}: {value}")
    return found
