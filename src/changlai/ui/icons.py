"""Icons of the sprite that tools/vendor.py draws from icons.txt."""

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from changlai.ui.static_files import address

SPRITE = "vendor/icons.svg"
LIST = Path(__file__).parent / "icons.txt"
SIZES = {14: "i i-14", 16: "i", 18: "i i-18", 20: "i i-20", 24: "i i-24"}


class UnknownIcon(LookupError):
    """The name is not in icons.txt, so it is not in the sprite either."""


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Every name in icons.txt."""
    lines = (line.partition("#")[0].strip() for line in LIST.read_text().splitlines())
    return frozenset(line for line in lines if line)


@lru_cache(maxsize=2048)
def icon(name: str, size: int = 16, css: str = "", label: str = "") -> Markup:
    """``<svg>`` of an icon, 14, 16, 18, 20 or 24 px. It is decoration, unless ``label`` says what it means."""
    if name not in icon_names():
        raise UnknownIcon(f"{name!r} is not in {LIST.name}: add it there and run tools/vendor.py")
    classes = f"{SIZES[size]} {css}".strip()
    meaning = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(classes, meaning, address(SPRITE), name)
