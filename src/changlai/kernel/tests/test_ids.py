"""Ids in texts from outside."""

import pytest

from changlai.kernel import db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7", 7),
        ("007", 7),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("0", None),
        ("-7", None),
        ("7.0", None),
        (" 7", None),
        ("²", None),
        ("٧", None),
        ("", None),
    ],
)
def test_text_is_an_id_when_a_row_could_have_it(text, found):
    assert db.id_of(text) == found


def test_what_is_no_id_is_left_out():
    assert db.ids_of(["7", "x", "9" * 5000, "7", "8"]) == [7, 7, 8]
