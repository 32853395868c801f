"""docs/adr/0003-dependencies.md has a line for every runtime dependency, and for no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "adr" / "0003-dependencies.md").read_text(encoding="utf-8")


def listed():
    """Package names of the table's first column."""
    for line in PAGE.splitlines():
        if line.startswith("| ") and not line.startswith("| package"):
            cell = re.sub(r"\(.*?\)", "", line.split("|")[1])
            yield from (name.split()[0].lower() for name in cell.split(","))


def required():
    for line in (ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield re.split(r"[<>=;\[]", line)[0].lower()


def test_every_dependency_has_a_reason():
    assert sorted(listed()) == sorted(required())
