import re
from pathlib import Path

import pytest

from changlai.ui.icons import UnknownIcon, icon, icon_names
from changlai.ui.tests.conftest import SOURCE, UI

USES = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']\s*[,)]|\b(?:icon_name|icon)=["']([a-z0-9-]+)["']""")
SPRITE = UI / "static" / "vendor" / "icons.svg"


def _uses(file: Path) -> set[str]:
    return {found[1] or found[2] for found in USES.finditer(file.read_text())}


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text()))
    missing = {
        str(file.relative_to(SOURCE)): sorted(_uses(file) - drawn) for file in SOURCE.glob("*/templates/**/*.html")
    }

    assert {file: names for file, names in missing.items() if names} == {}
    assert drawn == icon_names()


def test_every_icon_named_in_python_is_in_the_sprite():
    files = [file for file in SOURCE.rglob("*.py") if "tests" not in file.parts]
    missing = {str(file.relative_to(SOURCE)): sorted(_uses(file) - icon_names()) for file in files}

    assert {file: names for file, names in missing.items() if names} == {}


def test_an_icon_is_decoration_unless_it_has_a_meaning():
    assert 'class="i i-14 cl-bad" aria-hidden="true"' in icon("clock", 14, "cl-bad")
    assert 'role="img" aria-label="Late &lt;&#34;"' in icon("clock", label='Late <"')


def test_an_icon_that_is_not_in_the_sprite_fails_the_page():
    with pytest.raises(UnknownIcon, match=r"'unicorn' is not in icons\.txt"):
        icon("unicorn")
