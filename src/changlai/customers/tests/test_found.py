"""Finding records by words: everything that is there, nothing that is not, nothing of others, the best first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changlai.customers.tests.finding import CUSTOMERS, add, names, read_all
from changlai.kernel.tenancy import scope
from changlai.records import matching, queries
from changlai.records.contracts import Word
from changlai.records.folding import marked
from changlai.records.pieces import is_enough, pieces, probes, terms_of
from tests.support.house import found_firm, hire, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("晓棠", True),
        ("林晓", True),
        ("林", True),
        ("棠", False),  # one character begins a name
        ("林棠", False),
        ("ＬＩＮ", True),
        ("lin xiao", True),
        ("linxiao", True),
        ("xiaotang", True),
        ("lxt", True),
        ("xt", True),
        ("iaotang", False),
        ("6120", True),
        ("138 0013 6120", True),
        ("+86 13800136120", True),
        ("0013", True),
        ("1301", False),
        ("禾木", True),
        ("家居 晓棠", True),
        ("家居 沙发", False),
        ("老客", True),
        ("尺寸偏大", True),
        ("棠棠@", False),
        ("%", False),
        ("", False),
    ],
)
def test_a_customer_is_found_by_every_kind_of_word(firm, text, found):
    add(
        firm,
        "林晓棠",
        phone="+8613800136120",
        company="禾木家居",
        remark="老客户 晓棠姐",
        note="尺寸 偏大，要退 LIN XIAO",
    )
    add(firm, "王五", phone="+8613911112222", company="别的")
    read_all(firm)

    assert ("林晓棠" in names(firm, text)) is found


def test_a_part_of_a_number_is_for_who_may_have_it_shown(firm):
    add(firm, "林晓棠", phone="+8613800136120")
    read_all(firm)
    agent = hire(firm, "Gao", "agent")  # sees masked numbers, and may not have them shown

    assert {text: names(firm, text, agent) for text in ("6120", "13800136120", "8613800136120", "0013", "36120")} == {
        "6120": ["林晓棠"],
        "13800136120": ["林晓棠"],
        "8613800136120": ["林晓棠"],
        "0013": [],
        "36120": [],
    }
    assert names(firm, "0013") == names(firm, "36120") == ["林晓棠"]


def test_the_best_comes_first_then_who_was_met_last(firm):
    add(firm, "老王", note="张伟介绍的", last_interaction_at=later(9))
    add(firm, "小张伟", last_interaction_at=later(8))
    add(firm, "张伟强", last_interaction_at=later(1))
    add(firm, "张伟", last_interaction_at=later(2))
    add(firm, "张伟 ", last_interaction_at=later(5))
    add(firm, "张伟平", last_interaction_at=later(3))
    read_all(firm)

    assert names(firm, "张伟") == ["张伟 ", "张伟", "张伟平", "张伟强", "小张伟", "老王"]


def test_pages_hold_every_hit_once(firm):
    for n in range(25):
        add(firm, f"张伟{n}", last_interaction_at=later(n % 5))
    add(firm, "张伟")
    read_all(firm)
    kind, found, place = CUSTOMERS, [], None

    with scope(firm.id):
        for _page in range(20):
            page = queries.find(firm.admin, kind, "张伟", limit=4, after=place)
            found += [hit.face.title for hit in page.hits]
            place = page.next
            if place is None:
                break

    assert sorted(found) == sorted(["张伟", *(f"张伟{n}" for n in range(25))])


def test_only_what_one_may_see_is_found_and_nothing_of_other_houses(firm):
    other = found_firm("other", "别家")
    seller = hire(firm, "Sun", "sales")
    for house in (firm, other):
        add(house, "秘密客户")
    add(firm, "秘密客户二", owner=seller)
    read_all(firm, other)

    assert names(firm, "秘密", seller) == ["秘密客户二"]
    assert sorted(names(firm, "秘密")) == ["秘密客户", "秘密客户二"]
    with scope(other.id):
        assert len(queries.find(other.admin, CUSTOMERS, "秘密").hits) == 1


def test_little_within_sight_is_found_without_the_index_of_sets(firm, monkeypatch):
    seller = hire(firm, "Sun", "sales")
    for n in range(5):
        add(firm, f"张伟{n}", owner=seller if n % 2 else None)
    read_all(firm)
    few = names(firm, "张伟", seller)

    monkeypatch.setattr("changlai.records.queries.asking.FEW", 1)

    assert sorted(names(firm, "张伟", seller)) == sorted(few) == ["张伟1", "张伟3"]


LETTERS = "ab张伟三丰12Ａ 。-é"
NAMES = st.lists(st.text(LETTERS, max_size=8), min_size=1, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, st.text(LETTERS, min_size=1, max_size=5))
def test_the_index_finds_exactly_what_reading_everything_finds(texts, asked):
    """Pieces of one word hold all it takes to suggest it, whatever the word and whatever is looked for."""
    for weight in (30, 100):
        for text in texts:
            word = Word("name", text, weight)
            there = set(pieces([word]))
            suggested = any(set(one.pieces) <= there for one in probes(asked, sees_masked=True))
            held = matching.best([word], terms_of(asked), matching.Sight(bool, bool)) if is_enough(asked) else None

            assert suggested or held is None


@pytest.mark.parametrize(
    "text", ["\x00", "'", "\\", "%" * 100, "[]{}", "\ud800", chr(0x202E), "🙂🙂", "a" * 100, "1 " * 50, "张" * 100]
)
def test_whatever_is_typed_is_answered(firm, text):
    add(firm, "林晓棠 🙂🙂")
    read_all(firm)

    assert names(firm, text) in ([], ["林晓棠 🙂🙂"])


def test_one_page_costs_the_same_for_one_hit_and_for_fifty(firm):
    costs = []
    for upto in (1, 3, 50):
        for n in range(upto):
            add(firm, f"张伟{upto}{n}", phone=f"+86138{upto:04}{n:04}", remark="老客户", note="备注")
        read_all(firm)
        with scope(firm.id), CaptureQueriesContext(connection) as few:
            queries.find(firm.admin, CUSTOMERS, "张伟", limit=50)
        costs.append(len(few))

    assert costs == [costs[0]] * 3
    assert costs[0] <= 8


def test_what_was_found_is_marked_whatever_its_width():
    assert marked("ＬＩＮ, <b>晓棠</b>", ["lin", "晓棠"]) == "<mark>ＬＩＮ</mark>, &lt;b&gt;<mark>晓棠</mark>&lt;/b&gt;"
    assert marked("一二三四五六七八九十床垫。之后还有", ["床垫"], around=2, length=6) == "…九十<mark>床垫</mark>。之…"
