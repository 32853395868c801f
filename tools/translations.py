"""Compile the modules' .po files to .mo with Babel: ``python -m tools.translations compile``.

Only .po files are committed. ``check`` (used by ``./changlai check``) tells which sentences lack a translation.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "changlai"


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every committed catalogue with the file it stands in."""
    for file in sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po")):
        with file.open("rb") as stream:
            yield file, read_po(stream, locale=file.parts[-3], domain="django", abort_invalid=True)


def compile_all() -> None:
    """Write a .mo beside each .po; a half-written file is never seen."""
    for file, catalogue in catalogues():
        unfinished = file.with_suffix(".mo.tmp")
        with unfinished.open("wb") as stream:
            write_mo(stream, catalogue)
        unfinished.replace(file.with_suffix(".mo"))


def main() -> None:
    if sys.argv[1:] != ["compile"]:
        sys.exit("usage: python -m tools.translations compile")
    compile_all()


if __name__ == "__main__":
    main()
