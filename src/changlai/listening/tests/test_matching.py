"""The words of a topic: read as people type them, evaluated as a plain reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.listening.errors import BadExpression
from changlai.listening.matching import Matcher, Post, Wanted, Watched, compiled
from changlai.listening.matching.terms import All, Either, Near, Node, Not, Term

LETTERS = "甲乙丙丁"


@pytest.mark.parametrize(
    ("expression", "text", "is_in"),
    [
        ("禾木 云栖", "云栖床垫", True),
        ("禾木\n云栖", "禾木家居", True),
        ("禾木、云栖，床", "床", True),
        ("禾木 AND 床垫", "禾木家居", False),
        ("禾木 AND 床垫", "床垫是禾木的", True),
        ("禾木 NOT 招聘", "禾木招聘", False),
        ("禾木 NOT 招聘", "禾木床垫", True),
        ("禾木 AND NOT 招聘", "禾木招聘", False),
        ("（禾木 OR 云栖） AND “有 味道”", "云栖有 味道", True),
        ("禾木 NEAR/3 味道", "禾木床垫味道大", True),
        ("禾木 NEAR/3 味道", "味道大的禾木", True),
        ("禾木 NEAR/3 味道", "禾木家居床垫味道大", False),
        ("ＰＨＯＮＥ", "my Phone", True),
        ("art", "start", False),
        ("art", "艺术art展", True),
        ("一 AND 二 三", "三", True),  # AND binds closer
        ("", "anything", False),
        ("禾\u200b木", "禾木", True),
    ],
)
def test_expression_says_whether_a_text_is_so(expression, text, is_in):
    assert compiled(expression).is_in(text) is is_in


@pytest.mark.parametrize(
    ("expression", "place"),
    [
        ("AND 床", 0),
        ("床 AND", 5),
        ("(床", 0),
        ("床)", 1),
        ("床 ()", 3),
        ("“床", 0),
        ("NOT 床", 0),
        ("床 OR NOT 椅", 0),
        ("床 NEAR/0 椅", 2),
        ("床 NEAR/5 (椅 OR NOT 桌)", 2),
        ("床 !!!", 2),
        ("(" * 30 + "床", 20),
        ("床 " * 2_500, 4_000),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(expression, place):
    with pytest.raises(BadExpression) as refused:
        compiled(expression)

    assert refused.value.place == place


nodes = st.recursive(
    st.text(LETTERS, min_size=1, max_size=2).map(Term),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        inner.map(Not),
        st.tuples(
            st.text(LETTERS, min_size=1, max_size=2), st.text(LETTERS, min_size=1, max_size=2), st.integers(1, 4)
        ).map(lambda told: Near(Term(told[0]), Term(told[1]), told[2])),
    ),
    max_leaves=8,
)


def written(node: Node) -> str:
    match node:
        case Term():
            return node.text
        case Not():
            return f"(NOT {written(node.part)})"
        case Near():
            return f"({written(node.one)} NEAR/{node.distance} {written(node.other)})"
        case All():
            return "(" + " AND ".join(map(written, node.parts)) + ")"
    return "(" + " OR ".join(map(written, node.parts)) + ")"


def plainly(node: Node, text: str) -> bool:
    match node:
        case Term():
            return node.text in text
        case Not():
            return not plainly(node.part, text)
        case All():
            return all(plainly(part, text) for part in node.parts)
        case Either():
            return any(plainly(part, text) for part in node.parts)
    assert isinstance(node.one, Term)
    assert isinstance(node.other, Term)
    a, b = node.one.text, node.other.text
    return any(
        (i + len(a) <= j <= i + len(a) + node.distance) or (j + len(b) <= i <= j + len(b) + node.distance)
        for i in range(len(text))
        for j in range(len(text))
        if text.startswith(a, i) and text.startswith(b, j)
    )


@given(node=nodes, text=st.text(LETTERS + " ", max_size=12))
def test_expression_is_evaluated_as_a_naive_reader_would(node, text):
    text = " ".join(text.split())
    if plainly(node, ""):
        with pytest.raises(BadExpression):
            compiled(written(node))
    else:
        assert compiled(written(node)).is_in(text) == plainly(node, text)


def place_of(text: str) -> int:
    """Where an expression cannot be read; -1 when it can."""
    try:
        compiled(text)
    except BadExpression as refused:
        return refused.place
    return -1


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(text):
    assert -1 <= place_of(text) <= len(text)


def test_matcher_knows_platforms_exclusions_and_watched_accounts():
    topics = [
        Wanted(1, compiled("禾木")),
        Wanted(2, compiled("禾木"), compiled("招聘")),
        Wanted(3, compiled("禾木"), platforms=frozenset({"zhihu"})),
        Wanted(4, compiled(""), compiled("转发"), watched=(Watched("weibo", "测评君阿强", "777"),)),
    ]
    matcher = Matcher(topics)

    assert matcher.topics_of(Post("weibo", "禾木 招聘")) == (1,)
    assert matcher.topics_of(Post("zhihu", "禾木")) == (1, 2, 3)
    assert matcher.topics_of(Post("weibo", "今天天气", author_name="测评君阿强")) == (4,)
    assert matcher.topics_of(Post("weibo", "今天天气", author_key="777")) == (4,)
    assert matcher.topics_of(Post("weibo", "转发抽奖", author_key="777")) == ()
    assert matcher.topics_of(Post("douyin", "今天天气", author_key="777")) == ()
    assert matcher.topics_of(Post("weibo", "真的差", about="禾木的新品")) == (1, 2)
