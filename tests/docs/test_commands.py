"""Commands in the documents exist, with the options they are shown with; docs/reference/cli.md names all of them."""

import argparse
import re
import shlex

import pytest

from changlai.cli.main import COMMANDS, build_parser
from tests.docs.pages import ROOT, blocks, pages, table_rows, text

STARTS = ("./changlai ", "changlai ", "/opt/changlai/bin/changlai ")
FREE = {"test", "check", "bench"}  # these hand their arguments on; their own programs are asked below


def commands_of(page):
    """Every line of a console block that runs our program, without prompt and remark, one entry a command."""
    for block in blocks(page, "console", "sh"):
        for line in block.splitlines():
            for part in re.split(r"&&|;", line.split("  #")[0].removeprefix("$ ")):
                if part.strip().startswith(STARTS):
                    yield shlex.split(part.strip(), comments=True)[1:]


def sub_parser(name) -> argparse.ArgumentParser:
    actions = build_parser()._actions
    return next(action.choices for action in actions if isinstance(action, argparse._SubParsersAction))[name]


def options_of(parser) -> set[str]:
    """Long options of a command and of the commands below it."""
    found = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {option for below in action.choices.values() for option in options_of(below)}
    return found - {"--help"}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_shown_commands_are_understood(page):
    for arguments in commands_of(page):
        assert arguments[0] in COMMANDS, arguments
        if arguments[0] not in FREE:
            _, rest = build_parser().parse_known_args(arguments)
            assert rest == [], arguments


def documented():
    """Command and its long options, as the reference's first column shows them."""
    found: dict[str, set[str]] = {}
    for cells in table_rows(text("docs/reference/cli.md")):
        for shown in re.findall(r"`([^`]+)`", cells[0]):
            name, *rest = shown.split()
            found.setdefault(name, set()).update(word for word in rest if word.startswith("--"))
    return found


def test_reference_names_every_command():
    assert sorted(documented()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in FREE])
def test_reference_names_every_long_option(name):
    ours = {"shell": {"--command"}, "logs": {"--lines", "--follow"}}.get(name, set())  # shown by their short names

    assert documented()[name] == options_of(sub_parser(name)) - ours


@pytest.mark.parametrize("tool", ["check", "bench"])
def test_tools_know_the_options_the_reference_shows(tool):
    program = text(f"tools/{tool}.py")

    assert [option for option in documented()[tool] if f'"{option}"' not in program] == []
