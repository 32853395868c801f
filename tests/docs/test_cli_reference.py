"""docs/reference/cli.md names every command and every option, and none that is not there."""

import argparse
import re

from changlai.cli.main import COMMANDS, build_parser
from tests.support.database import ROOT

PAGE = (ROOT / "docs" / "reference" / "cli.md").read_text()
IN_FIRST_COLUMN = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)
WITHOUT_A_LINE = {"--help", "-h", "-c"}


def documented() -> list[list[str]]:
    """The words of each usage in the first column."""
    return [usage.split() for cell in IN_FIRST_COLUMN.findall(PAGE) for usage in re.findall(r"`([^`]+)`", cell)]


def options_of(command: str) -> set[str]:
    """Long options of a command, or its short ones where it has no long."""
    found: set[str] = set()
    parsers = [subparsers(build_parser())[command]]
    while parsers:
        parser = parsers.pop()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
            elif action.option_strings:
                found.add(action.option_strings[-1])
    return found - WITHOUT_A_LINE


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    action = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


def test_every_command_is_documented_and_exists():
    assert {words[0] for words in documented()} == set(COMMANDS)


def test_documented_options_exist():
    own_help = {"check", "bench"}  # their options belong to the tools
    unknown = [
        f"{words[0]} {word}"
        for words in documented()
        if words[0] not in own_help
        for word in words
        if word.startswith("--") and word not in options_of(words[0])
    ]

    assert unknown == []
