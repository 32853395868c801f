"""What a person at a counter would say of two names."""

import pytest

from changlai.customers.names import Likeness, is_full, key, likeness, may_be_merged


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("王建国", " 王建国 ", Likeness.SAME),
        ("Lin Xiaoman", "LIN XIAOMAN", Likeness.SAME),
        ("林小满", "小满", Likeness.CLOSE),
        ("王总", "王建国", Likeness.CLOSE),
        ("林小满", "林小曼", Likeness.CLOSE),
        ("王建国", "王丽", Likeness.DIFFERENT),
        ("张伟", "李娜", Likeness.DIFFERENT),
        ("王建国", "开心果", Likeness.UNKNOWN),
        ("王芳", "王芳妈妈", Likeness.UNKNOWN),
        ("wx-7781", "王芳", Likeness.UNKNOWN),
        ("", "王芳", Likeness.UNKNOWN),
    ],
)
def test_two_names(first, second, expected):
    assert likeness(first, second) == likeness(second, first) == expected


def test_machine_takes_two_for_one_only_by_the_same_name_or_none():
    pairs = [("王芳", "王芳"), ("", "王芳"), ("u77", "王芳"), ("林小满", "小满"), ("王芳", "开心果"), ("王芳", "王丽")]

    assert [may_be_merged(*pair) for pair in pairs] == [True, True, True, False, False, False]


def test_full_names_are_told_from_what_is_none():
    told = {"王芳": True, "欧阳锋": True, "王": False, "王总": False, "静水流深": False, "Kevin": False}

    assert {name: is_full(key(name)) for name in told} == told
