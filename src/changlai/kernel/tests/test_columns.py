"""Columns go into statements as psycopg would send them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from psycopg import adapt, adapters
from psycopg.types.array import ListBinaryDumper
from psycopg.types.numeric import Int8

from changlai.kernel import db
from changlai.kernel.columns import FEW, ColumnDumper


class Word(StrEnum):
    ONE = "一"
    TWO = "two"


MOMENT = datetime(2026, 1, 31, 13, 5, tzinfo=UTC)
COLUMNS: dict[str, list[Any]] = {
    "nothing": [],
    "few": [1, 2, 3],
    "small": list(range(-40, 40)),
    "middle": [one * 1_000 for one in range(-40, 40)],
    "large": [2**62, -(2**62)] * FEW,
    "alike": [7] * 100,
    "text": [f"客户{one}\n\"\\'\t" for one in range(100)],
    "empty": [""] * 100,
    "text and none": [None, "a"] * FEW,
    "none": [None] * 100,
    "numbers and none": [None, 2**40] * FEW,
    "yes": [True] * 100,
    "yes and no": [True, False] * FEW,
    "moments": [MOMENT] * 100,
    "days": [date(2026, 1, 1 + one) for one in range(20)],
    "amounts": [Decimal(one) / 4 for one in range(40)],
    "words": [Word.ONE, Word.TWO] * FEW,
    "equal amounts": [Decimal("1.0"), Decimal("1.00")] * FEW,
    "zeros": [0.0, -0.0] * FEW,
    "nested": [[one, one] for one in range(40)],
}


WHOLE = ("few", "small", "middle", "large", "alike", "numbers and none")  # one type for all: one statement, one plan


def sent(column: list[Any], dumper: type[ListBinaryDumper]) -> tuple[object, object]:
    known = adapt.AdaptersMap(adapters)
    known.register_dumper(list, dumper)

    class Context:
        adapters, connection = known, None

    link = adapt.Transformer.from_context(Context())
    (told,) = link.dump_sequence([column], [adapt.PyFormat.BINARY])
    return (None if told is None else bytes(told)), link.types


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_sent_as_psycopg_sends_them(name):
    column = COLUMNS[name]
    whole = [None if one is None else Int8(one) for one in column] if name in WHOLE else column

    assert sent(column, ColumnDumper) == sent(whole, ListBinaryDumper)


@pytest.mark.django_db
def test_connections_of_the_house_send_columns_at_once():
    texts = [f"客户{one}" for one in range(100)]

    assert db.value("select %b::text[]", (texts,)) == texts
    assert isinstance(db.raw().adapters.get_dumper(list, adapt.PyFormat.BINARY)(list), ColumnDumper)
