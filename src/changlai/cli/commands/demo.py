"""The demo company: `demo info --json` tells an outside program how to reach it, `demo fill` brings one to life, or
makes it as large as the largest: `demo fill --customers 1000000`.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from changlai.cli.django import load_django
from changlai.cli.environment import cluster_in, data_folder, ready_environment
from changlai.cli.errors import Trouble

if TYPE_CHECKING:
    from changlai.accounts.models import Organisation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    info = actions.add_parser("info", help="addresses, API token, channel account keys of the running demo")
    info.add_argument("--json", action="store_true", help="as one JSON object")
    fill = actions.add_parser("fill", help="let people write to an organisation; or give it customers by the million")
    fill.add_argument("organisation", metavar="SLUG", nargs="?", help="as in its addresses: /o/SLUG/")
    fill.add_argument("--customers", type=int, default=0, metavar="N", help="add so many believable customers")
    fill.add_argument("--interactions", type=int, metavar="N", help="with so many interactions (ten each)")
    fill.add_argument("--tag-links", type=int, metavar="N", help="and about so many tags on them (five each)")
    fill.add_argument("--seed", type=int, default=1, help="the same seed draws the same people")
    fill.add_argument("--login", metavar="URL", help="a superuser of this database: without one it takes longer")


def run(options: argparse.Namespace) -> int:
    is_ours = "CHANGLAI_DATABASE_URL" not in os.environ
    with ready_environment():
        load_django()
        if options.action == "fill" and options.customers:
            multiply(options, _login(options.login, is_ours=is_ours))
            return 0
        if options.action == "fill":
            if not options.organisation:
                raise Trouble("name an organisation, as in its addresses: /o/NAME/")
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
    from changlai.accounts.queries import administrators  # noqa: PLC0415 (app ready)
    from changlai.cli.demo import fill  # noqa: PLC0415 (app ready)
    from changlai.kernel.tenancy import scope  # noqa: PLC0415 (app ready)

    organisation = _organisation(slug)
    with scope(organisation.pk):
        member = administrators(limit=1)[0]
    fill(organisation.pk, member.pk)


def multiply(options: argparse.Namespace, login: str) -> None:
    """Add customers by the million to an organisation, the demo company if none is named, and say how it goes."""
    from django.utils import timezone  # noqa: PLC0415 (app ready)

    from changlai.cli.demo.company import SLUG  # noqa: PLC0415 (app ready)
    from changlai.cli.demo.many import Wanted  # noqa: PLC0415 (app ready)
    from changlai.cli.demo.many import multiply as add  # noqa: PLC0415 (app ready)

    organisation = _organisation(options.organisation or SLUG)
    count = options.customers
    interactions = 10 * count if options.interactions is None else options.interactions
    links = 5 * count if options.tag_links is None else options.tag_links
    started = time.monotonic()

    def tell(done: int) -> None:
        sys.stderr.write(f"\r{done:>12,} of {count:,} customers, {time.monotonic() - started:.0f} s")
        sys.stderr.flush()

    add(organisation, Wanted(count, interactions, links, options.seed), url=login, now=timezone.now(), tell=tell)
    sys.stderr.write("\n")
    print(f"{count:,} customers with {interactions:,} interactions are at /o/{organisation.slug}/customers/")


def _login(given: str | None, *, is_ours: bool) -> str:
    """The database of ours has a superuser beside it; of another server we know the owner only."""
    if given or not is_ours:
        return given or os.environ["CHANGLAI_DATABASE_URL"]
    return cluster_in(data_folder()).admin_url("changlai")


def _organisation(slug: str) -> "Organisation":
    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)

    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Trouble(f"there is no organisation {slug}; its name stands in its addresses: /o/NAME/")
    return found


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
