"""The numbers of docs/reference/limits.md are those of the code."""

import importlib
import re
from datetime import timedelta

import pytest

from tests.docs.pages import table_rows, text

UNITS = {
    "": 1, "B": 1, "KiB": 1024, "MiB": 1024**2, "s": 1, "min": 60, "h": 3600, "%": 0.01,
    "days": 1, "pixels": 1, "characters": 1,
}  # fmt: skip
ROWS = [
    (cells[0], cells[1], re.findall(r"`([\w.]+)`", cells[2])[0])
    for cells in table_rows(text("docs/reference/limits.md"))
    if len(cells) == 3 and cells[2].startswith("`")
]


def number(shown: str) -> float:
    """`256 KiB` is 262144."""
    match = re.fullmatch(r"([\d,.]+) ?([A-Za-z%]*)", shown)
    assert match, shown
    return float(match[1].replace(",", "")) * UNITS[match[2]]


def value(dotted: str) -> float:
    module, _, name = dotted.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    return found.total_seconds() if isinstance(found, timedelta) else float(found)


def test_the_page_names_constants():
    assert len(ROWS) > 35


@pytest.mark.parametrize(("what", "shown", "constant"), ROWS, ids=[constant for _, _, constant in ROWS])
def test_number_is_the_code_s(what, shown, constant):
    assert number(shown) == pytest.approx(value(constant)), what


def test_a_wrong_number_would_be_found():
    assert number("256 KiB") != value("changlai.channels.adapters.wecom.webhook.LARGEST_BODY")
