"""A plug is one folder: nobody outside of it says its name."""

import ast
from pathlib import Path

from tests.architecture.house import SOURCE, python_files, templates

PORTS = ("channels/adapters",)
# The demo company is connected to real channels by their names, and the gallery shows their marks: that is their work.
MAY_NAME = (SOURCE / "cli" / "demo", SOURCE / "ui" / "gallery_data.py")


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
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in plugs()
        if not is_inside(file, (plugs()[node.value], *MAY_NAME))
    ]

    assert named == []


def test_no_template_asks_for_a_plug_by_name():
    named = [
        f"{file.relative_to(SOURCE)} {slug!r}"
        for file in templates()
        for slug, folder in plugs().items()
        if not is_inside(file, (folder,)) and any(f"{quote}{slug}{quote}" in file.read_text() for quote in "'\"")
    ]

    assert named == []
