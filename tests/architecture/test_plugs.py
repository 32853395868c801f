"""A plug is one folder: nobody outside of it says its name."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.house import SOURCE, python_files, templates

PORTS = ("channels/adapters",)
# The demo company is connected to real channels by their names, and the gallery shows their marks: that is their work.
MAY_NAME = (SOURCE / "cli" / "demo", SOURCE / "ui" / "gallery_data.py")

# These are words for other things too (a field of people, a platform that mentions come from): outside the folder they
# may be said, but never compared with or given as a channel.
EVERYDAY = {"email", "weibo"}


@cache
def plugs() -> dict[str, Path]:
    """Each plug's slug and its folder."""
    return {folder.parent.name: folder.parent for port in PORTS for folder in (SOURCE / port).glob("*/__init__.py")}


def is_inside(file: Path, folders: tuple[Path, ...]) -> bool:
    return any(folder in (file, *file.parents) for folder in folders)


def test_there_are_plugs():
    assert len(plugs()) >= 2


def test_nobody_names_a_plug_outside_its_folder():
    named = [
        f"{file.relative_to(SOURCE)}:{node.lineno} {node.value!r}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in plugs().keys() - EVERYDAY
        if not is_inside(file, (plugs()[node.value], *MAY_NAME))
    ]

    assert named == []


def names_a_channel(node: ast.AST) -> bool:
    """Whether it compares a channel or product with an everyday word, or hands the word over as one."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        words = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)}
        return bool(words & EVERYDAY) and any(told_of(side) in {"channel", "product", "slug"} for side in sides)
    if isinstance(node, ast.keyword):
        is_everyday = isinstance(node.value, ast.Constant) and node.value.value in EVERYDAY
        return is_everyday and node.arg in {"channel", "product"}
    return False


def told_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_everyday_word_is_never_taken_for_a_channel_outside_its_folder():
    named = [
        str(file.relative_to(SOURCE))
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if names_a_channel(node)
        if not is_inside(file, (*(plugs()[word] for word in EVERYDAY), *MAY_NAME))
    ]

    assert named == []


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("account.channel == 'email'", True),
        ("product in ('email', 'x')", True),
        ("connect(channel='email')", True),
        ("identity.kind == 'email'", False),
        ("Claim('email', '')", False),
    ],
)
def test_guard_of_everyday_words_tells_them_apart(line, is_named):
    assert any(map(names_a_channel, ast.walk(ast.parse(line)))) == is_named


def test_no_template_asks_for_a_plug_by_name():
    named = [
        f"{file.relative_to(SOURCE)} {slug!r}"
        for file in templates()
        for slug, folder in plugs().items()
        if slug not in EVERYDAY
        if not is_inside(file, (folder,)) and any(f"{quote}{slug}{quote}" in file.read_text() for quote in "'\"")
    ]

    assert named == []
