"""Cells that a spreadsheet shows and never calculates."""

import csv
import io

import pytest

from changlai.kernel.sheets import cell, csv_lines, typed


@pytest.mark.parametrize(
    "dangerous",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\u3000=1",
        "＝1+1",
        "\x00=1",
        "\u200b=1",
        "\t=1",
        "|calc",
        "%0A=1",
        "＠x",
        "\u200d=1",
    ],
)
def test_formulas_are_shown(dangerous):
    assert cell(dangerous).startswith("'")


@pytest.mark.parametrize("harmless", ["", "孟佳", "a=b", "1", "line\nline", "x, y", 'say "hi"', "👩\u200d👩\u200d👧"])
def test_other_texts_stay(harmless):
    assert cell(harmless) == harmless


def test_numbers_stay_numbers():
    assert [cell(value) for value in (-5, 1.5, None)] == ["-5", "1.5", ""]


def test_lines_are_read_back():
    text = b"".join(csv_lines([("Name", "Words"), ("孟佳", 'a, "b"\nc')])).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text, newline=""))) == [["Name", "Words"], ["孟佳", 'a, "b"\nc']]


@pytest.mark.parametrize("text", ["=1+1", "-10 % today", "plain", "'quoted'", "'", "", "👩\u200d👧"])
def test_what_was_typed_comes_back(text):
    assert typed(cell(text)) == text
