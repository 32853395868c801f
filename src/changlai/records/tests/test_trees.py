"""The shape of a tree: what is taken, what is refused and how it is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.records.enums import Operator
from changlai.records.errors import BadFilter
from changlai.records.filters import tree
from changlai.records.filters.tree import Condition, Group, Not

CITY = {"path": "city", "is": "上海"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "path", "is", "any_of", "did"]), inner, max_size=3)
    ),
    max_leaves=20,
)


def deep(levels):
    made: dict[str, object] = dict(CITY)
    for _ in range(levels):
        made = {"not": made}
    return made


def test_a_tree_is_groups_negations_and_conditions():
    read = tree.parse({"any": [CITY, {"not": {"all": [{"path": "tags", "any_of": ["7"]}]}}]})

    city = Condition(1, "/any/0", "city", Operator.IS, "上海")
    tags = Condition(2, "/any/1/not/all/0", "tags", Operator.ANY_OF, ["7"])
    assert read == Group(is_all=False, parts=(city, Not(Group(is_all=True, parts=(tags,)))))
    assert list(tree.conditions(read)) == [city, tags]


@pytest.mark.parametrize("raw", [None, {}, {"all": []}])
def test_nothing_asks_for_everything(raw):
    assert tree.parse(raw) == Group(is_all=True, parts=())


@pytest.mark.parametrize(
    ("raw", "problem", "place"),
    [
        ([], "no_object", ""),
        ("x", "no_object", ""),
        ({"all": [CITY], "any": [CITY]}, "unknown_part", ""),
        ({"some": [CITY]}, "unknown_part", ""),
        ({"any": []}, "empty_group", ""),
        ({"all": CITY}, "empty_group", ""),
        ({"all": [CITY, {"not": 7}]}, "no_object", "/all/1/not"),
        ({"all": [{"path": 7, "is": "x"}]}, "no_path", "/all/0"),
        ({"path": "city"}, "no_operator", ""),
        ({"path": "city", "is": "x", "is_not": "y"}, "no_operator", ""),
        ({"path": "city", "like": "x"}, "no_operator", ""),
        ({"all": [CITY] * 61}, "too_many", "/all/60"),
        (deep(7), "too_deep", "/not" * 6),
    ],
)
def test_what_is_wrong_is_named_with_its_place(raw, problem, place):
    with pytest.raises(BadFilter) as refused:
        tree.parse(raw)

    assert refused.value.facts == {"place": place, "problem": problem}


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"all": ' * 20_000, " " * 60_000 + "x"])
def test_text_that_is_no_json_is_refused(text):
    with pytest.raises(BadFilter):
        tree.parse_text(text)


@given(JSON)
def test_anything_else_is_read_or_refused_but_never_breaks(raw):
    try:
        read = tree.parse(raw)
    except BadFilter:
        return
    assert len(list(tree.conditions(read))) <= tree.MOST_CONDITIONS
