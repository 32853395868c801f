"""What numpy works out for many records is what is said of each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.kernel import db
from changlai.records.arrays import IntArray
from changlai.records.contracts import Word
from changlai.records.many_pieces import held_by
from changlai.records.pieces import MOST, numbers, pieces

TEXTS = st.one_of(
    st.text("ab12张伟重庆 Ａ。é🙂-\x00", max_size=12),
    st.from_regex(r"\+[0-9]{5,13}", fullmatch=True),
    st.text(max_size=6),
)
WORDS = st.builds(
    Word, st.sampled_from(["name", "phone", "note"]), TEXTS, st.sampled_from([30, 70, 100]), st.booleans()
)


@given(st.lists(st.lists(WORDS, max_size=5), max_size=6))
def test_many_at_once_hold_what_each_of_them_holds(records):
    words = dict(enumerate(records))

    found = dict(held_by(7, "customer", words).of_each())

    assert found == {one: numbers(7, "customer", pieces(held)) for one, held in words.items()}


def test_of_too_many_pieces_those_of_the_heaviest_words_are_held():
    heavy = Word("name", "林晓棠", weight=100)
    long = [Word("note", "".join(chr(0x4E00 + (n * 7 + k) % 9_000) for n in range(1_900)), weight=k) for k in range(3)]
    words = {1: [*long, heavy], 2: [heavy]}

    found = dict(held_by(7, "customer", words).of_each())

    assert found == {one: numbers(7, "customer", pieces(held)) for one, held in words.items()}
    assert len(found[1]) <= MOST
    assert set(found[2]) < set(found[1])


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [[], [0], [-(2**31), 2**31 - 1, 5]])
def test_numbers_arrive_as_they_were_sent(sent):
    assert db.value("select %b::int4[]", (IntArray(np.array(sent, dtype=np.int32)),)) == sent
