"""The demo company: `demo info --json` tells an outside program how to reach it, `demo fill` brings it to life."""

import argparse
import json
from collections.abc import Mapping

from changlai.cli.django import load_django
from changlai.cli.environment import ready_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    info = actions.add_parser("info", help="addresses, API token, channel account keys of the running demo")
    info.add_argument("--json", action="store_true", help="as one JSON object")
    actions.add_parser("fill", help="add demo customers and conversations")


def run(options: argparse.Namespace) -> int:
    with ready_environment():
        load_django()
        from changlai.cli import demo  # noqa: PLC0415 (app ready)

        if options.action == "fill":
            print(demo.fill())
            return 0
        facts = demo.info()
    print(json.dumps(facts, ensure_ascii=False, indent=2) if options.json else "\n".join(lines(facts)))
    return 0


def lines(facts: Mapping[str, object], indent: str = "") -> list[str]:
    """Nested facts as an indented list."""
    found = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            found += [f"{indent}{name}:", *lines(value, f"{indent}  ")]
        else:
            found.append(f"{indent}{name}: {value}")
    return found
