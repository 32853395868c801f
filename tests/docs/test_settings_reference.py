"""docs/reference/settings.md names every environment variable and every setting, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\bCHANGLAI_[A-Z_]*[A-Z]\b")
TESTS_ONLY = {"CHANGLAI_TEST_CLUSTER", "CHANGLAI_VECTORS"}  # of a test run, never of the product


def sources():
    """Our programs, without their tests."""
    yield ROOT / "changlai"
    for folder in ("src/changlai", "tools"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts)


def first_cells():
    """The names in the first column of every table of the page."""
    for line in PAGE.splitlines():
        if line.startswith("| `"):
            yield from re.findall(r"`([A-Z0-9_]+)`", line.split("|")[1])


def assigned(path):
    """The upper-case names a settings file gives values to."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper())


def test_every_environment_variable_is_documented_and_used():
    used = {name for path in sources() for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    documented = {name for name in first_cells() if name.startswith("CHANGLAI_")}

    assert documented == used - TESTS_ONLY


def test_every_setting_is_documented_and_set():
    documented = {name for name in first_cells() if not name.startswith("CHANGLAI_")}

    assert documented == set(assigned(ROOT / "src" / "changlai" / "settings" / "__init__.py"))


def test_no_name_is_documented_twice():
    names = list(first_cells())

    assert sorted(names) == sorted(set(names))
