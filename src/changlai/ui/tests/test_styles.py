"""The style sheets: colours only from tokens, no name without a meaning, nothing fetched from elsewhere."""

import re

import pytest

from changlai.ui.tests.conftest import SOURCE, UI

CSS = UI / "static" / "ui" / "css"
TOKENS = (CSS / "tokens.css").read_text()
SHEETS = sorted(file for file in SOURCE.glob("*/static/**/*.css") if "vendor" not in file.parts)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab)\(|:\s*(?:white|black|red|gray|grey)\b", re.IGNORECASE
)
MARKS = re.compile(r"^(?:\[data-bs-theme=\"dark\"\] )?\.(?:ch-[a-z]+|cl-ch) \{")  # other brands' colours


GROUNDS = ("cl-canvas", "cl-surface", "cl-sunken", "cl-hover", "cl-accent-tint")


def _pairs(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(cl-[a-z0-9-]+):\s*([^;]+);", block))


LIGHT = _pairs(TOKENS[: TOKENS.index('\n[data-bs-theme="dark"]')])
DARK = LIGHT | _pairs(TOKENS[TOKENS.index('\n[data-bs-theme="dark"]') :])


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def _contrast(one: str, other: str) -> float:
    lights = []
    for colour in (one, other):
        red, green, blue = (_linear(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda s: s.name)
def test_colours_come_from_tokens(sheet):
    lines = COMMENT.sub("", sheet.read_text()).splitlines()

    assert [line[:110] for line in lines if COLOUR.search(line) and not MARKS.match(line)] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_token_exists_and_nothing_is_fetched(sheet):
    text = COMMENT.sub("", sheet.read_text())
    used = set(re.findall(r"var\(--(cl-[a-z0-9-]+)\)", text))  # one with a fallback may be missing

    assert used - LIGHT.keys() == set()
    assert re.findall(r"@import|url\(", text) == []
    assert len(sheet.read_text().splitlines()) <= 300


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("cl-ink", "cl-ink-2") for ground in GROUNDS),
        *(("cl-ink-3", ground) for ground in ("cl-canvas", "cl-surface", "cl-sunken")),
        *((f"cl-{state}", f"cl-{state}-tint") for state in ("ok", "warn", "bad", "info", "auto")),
        *((f"cl-{state}", "cl-surface") for state in ("ok", "warn", "bad", "info", "auto")),
        *((f"cl-t{n}-ink", f"cl-t{n}") for n in range(1, 9)),
        ("cl-accent-ink", "cl-surface"),
        ("cl-accent-ink", "cl-accent-tint"),
        ("cl-accent-ink", "cl-canvas"),
        ("cl-on-accent", "cl-accent"),
        ("cl-on-accent", "cl-accent-hover"),
        ("cl-on-bad", "cl-bad"),
        ("cl-note-ink", "cl-note"),
        ("cl-ink", "cl-in"),
        ("cl-ink", "cl-out"),
        ("cl-deep-ink-2", "cl-deep"),
    ],
)  # fmt: skip
def test_words_are_readable(theme, ink, ground):
    assert _contrast(theme[ink], theme[ground]) >= 4.5


def test_the_palette_of_the_design_is_kept():
    assert (LIGHT["cl-accent"], DARK["cl-accent"]) == ("#0b6e75", "#5cc3c8")
    assert (LIGHT["cl-nav-w"], LIGHT["cl-list-w"], LIGHT["cl-panel-w"], LIGHT["cl-bar-h"]) == (
        "176px",
        "312px",
        "320px",
        "48px",
    )
