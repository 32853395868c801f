"""Cells that a spreadsheet shows and never calculates."""

import csv
import io

import pytest

from changlai.kernel.sheets import cell, csv_lines


@pytest.mark.parametrize(
    "dangerous",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\u3000=1", "＝1+1", "\x00=1", "\u200b=1", "\t=1", "|calc", "%0A=1", "＠x"],
)
def test_formulas_are_shown(dangerous):
    assert cell(dangerous).startswith("'")


@pytest.mark.parametrize("harmless", ["", "孟佳", "a=b", "1", "line\nline", "x, y", 'say "hi"'])
def test_other_texts_stay(harmless):
    assert cell(harmless) == harmless


def test_numbers_stay_numbers():
    assert [cell(value) for value in (-5, 1.5, None)] == ["-5", "1.5", ""]


def test_lines_are_read_back():
    text = b"".join(csv_lines([("Name", "Words"), ("孟佳", 'a, "b"\nc')])).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text, newline=""))) == [["Name", "Words"], ["孟佳", 'a, "b"\nc']]
