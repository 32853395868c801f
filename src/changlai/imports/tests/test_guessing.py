"""Columns are guessed from the headers of other systems' tables: a published set of 200, half of it held out.

``bench/data/headers.csv``: each row a header as such a table has it, two of its cells, and what it is. The rules and
word lists were made looking at the first half only.
"""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from changlai.customers.sheets.columns import FACTS
from changlai.customers.sheets.entries import CallPart, NotePart
from changlai.imports import guessing
from changlai.imports.cells import tidy
from changlai.records.contracts import Column
from changlai.records.enums import AttributeKind
from changlai.tags.sheets import TagPart

SET = Path(__file__).resolve().parents[4] / "bench" / "data" / "headers.csv"
# As the orders' part declares them: the set is about any house that has one.
ORDERS = (
    Column("order.number", "Order number", AttributeKind.TEXT, "Order", ("订单编号", "订单号", "合同编号", "order id")),
    Column(
        "order.amount", "Amount", AttributeKind.MONEY, "Order", ("订单金额", "实付金额", "合同金额", "实际支付金额")
    ),
    Column("order.status", "Status", AttributeKind.CHOICE, "Order", ("订单状态", "order status")),
    Column("order.paid_at", "Paid at", AttributeKind.MOMENT, "Order", ("付款时间", "支付时间", "paid at")),
)
COLUMNS = [*FACTS, *TagPart().columns(), *NotePart().columns(), *CallPart().columns(), *ORDERS]


def tables():
    with SET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [list(found) for _, found in groupby(rows, key=lambda row: row["table"])]


def test_at_least_nine_of_ten_of_200_headers_are_guessed_right():
    right: dict[str, list[bool]] = {}
    wrong = []
    for table in tables():
        cells = [row["cells"].split("|") for row in table]
        found = guessing.guess([row["header"] for row in table], cells, COLUMNS)
        for row, one in zip(table, found, strict=True):
            right.setdefault(row["half"], []).append(one.path == row["path"])
            if one.path != row["path"]:
                wrong.append(
                    f"{row['table']}: {row['header']} is {row['path'] or 'nothing'}, not {one.path or 'nothing'}"
                )
    shares = {half: sum(found) / len(found) for half, found in right.items()}
    print(shares, *wrong, sep="\n")  # noqa: T201 - the figure is published

    assert sum(map(len, right.values())) == 200
    assert min(shares.values()) >= 0.9, wrong


def test_every_column_is_taken_once_and_by_the_surest():
    columns = [column for column in FACTS if column.path in {"phone", "phone.2"}]

    found = guessing.guess(["联系电话", "手机号"], [["13800136120"], ["13912345678"]], columns)

    assert sorted(one.path for one in found) == ["phone", "phone.2"]


def test_cells_speak_where_the_header_says_nothing():
    found = guessing.guess(["列1", "列2"], [["a@example.com"], ["13800136120"]], COLUMNS)

    assert [one.path for one in found] == ["email", "phone"]


def test_signature_knows_the_same_headers_in_any_order_and_dress():
    assert guessing.signature(["姓名*", "手机号（必填）"]) == guessing.signature(["手机号", "姓名"])
    assert guessing.signature(["姓名"]) != guessing.signature(["姓名", "手机号"])


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("2026年1月5日", AttributeKind.DATE, "2026-01-05"),
        ("2026/1/5 13:05", AttributeKind.MOMENT, "2026-01-05 13:05:00"),
        ("46027", AttributeKind.DATE, "2026-01-05"),
        ("46027.5", AttributeKind.MOMENT, "2026-01-05 12:00:00"),
        ("20260105", AttributeKind.DATE, "2026-01-05"),
        ("2026-13-05", AttributeKind.DATE, "2026-13-05"),
        ("¥1,280.50", AttributeKind.MONEY, "1280.5"),
        ("3.5万元", AttributeKind.MONEY, "35000"),
        ("13800136120.0", AttributeKind.PHONE, "13800136120"),
        ("1.3800136120E10", AttributeKind.PHONE, "13800136120"),
        ("1.38E+10", AttributeKind.PHONE, "1.38E+10"),
        ("mailto:lin@example.com", AttributeKind.EMAIL, "lin@example.com"),
    ],
)
def test_cells_take_the_one_form_of_their_kind(text, kind, expected):
    assert tidy(text, kind) == expected
