"""Values of own fields: read from what people write, shown, found again; and the list of divisions."""

from datetime import date

import pytest

from changlai.records import divisions, values
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue
from changlai.records.models import Field
from changlai.records.values import Names, Offered, Value

WEST_LAKE = 330106


def field(kind: FieldKind) -> Field:
    return Field(name="fact", kind=kind)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "written"),
    [
        (FieldKind.MONEY, "¥3,280.50", Value(number=328_050), "3280.50"),
        (FieldKind.MONEY, "12.5万", Value(number=12_500_000), "125000.00"),
        (FieldKind.MONEY, "88 元", Value(number=8_800), "88.00"),
        (FieldKind.MONEY, "-0.01", Value(number=-1), "-0.01"),
        (FieldKind.YES_NO, "是", Value(number=1), "1"),
        (FieldKind.YES_NO, "No", Value(number=0), "0"),
        (FieldKind.YES_NO, True, Value(number=1), "1"),
        (FieldKind.DATE, "2026年1月31日", Value(day=date(2026, 1, 31)), "2026-01-31"),
        (
            FieldKind.PLACE,
            "杭州西湖区文三路 1 号",
            Value(number=WEST_LAKE, text="浙江省 杭州市 西湖区\n文三路 1 号"),
            "330106 文三路 1 号",
        ),
        (FieldKind.PLACE, "310000", Value(number=310_000, text="上海市"), "310000"),
    ],
)
def test_value_is_read_in_the_forms_people_use_and_written_in_one(kind, typed, kept, written):
    read = values.read(field(kind), typed)

    assert (read, values.written(field(kind), read)) == (kept, written)
    assert values.read(field(kind), written) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.MONEY, "0.001"),
        (FieldKind.MONEY, "元"),
        (FieldKind.MONEY, "1e99"),
        (FieldKind.YES_NO, "perhaps"),
        (FieldKind.PLACE, "文三路 1 号"),
        (FieldKind.PLACE, "杭州" + "x" * 301),
        (FieldKind.DATE, "2026年13月1日"),
        (FieldKind.FILE, "7"),
    ],
)
def test_what_a_kind_cannot_hold_is_refused(kind, typed):
    with pytest.raises(BadValue):
        values.read(field(kind), typed)


def test_choices_and_colleagues_are_known_by_id_and_by_name():
    offered = Offered(options={7: "Oak", 8: "奶油"}, members={3: "李牧"})

    several = values.read(field(FieldKind.CHOICES), "奶油、oak", offered)
    one = values.read(field(FieldKind.CHOICE), "8", offered)
    member = values.read(field(FieldKind.MEMBER), "李牧", offered)

    assert (several.option_ids, one.option_ids, member.member_id) == ((7, 8), (8,), 3)
    with pytest.raises(BadValue):
        values.read(field(FieldKind.CHOICE), "Walnut", offered)


def test_values_read_like_people_say_them():
    place = values.place(WEST_LAKE, "文三路 1 号")

    assert values.shown(field(FieldKind.PLACE), place, Names()) == "浙江省 杭州市 西湖区 文三路 1 号"
    assert values.shown(field(FieldKind.MONEY), Value(number=328_050), Names()) == "¥3,280.50"
    assert values.shown(field(FieldKind.FILE), Value(file_id=5), Names(files={5: "contract.pdf"})) == "contract.pdf"


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("浙江省杭州市西湖区文三路 138 号", WEST_LAKE, "文三路 138 号"),
        ("北京市朝阳区建国路", 110_105, "建国路"),
        ("上海浦东新区世纪大道", 310_115, "世纪大道"),
        ("吉林", 220_000, ""),
        ("吉林市", 220_200, ""),
        ("湖北省仙桃市", 429_004, ""),
        ("内蒙古呼和浩特", 150_100, ""),
        ("河北石家庄长安路 2 号", 130_100, "长安路 2 号"),
        ("西湖区", 0, "西湖区"),
    ],
)
def test_address_is_read_as_far_as_it_names_divisions(text, code, rest):
    assert divisions.read(text) == (code, rest)


def test_division_spans_everything_within_it():
    assert [divisions.span(code) for code in (330_000, 330_100, WEST_LAKE)] == [
        (330_000, 339_999),
        (330_100, 330_199),
        (WEST_LAKE, WEST_LAKE),
    ]
    assert all(
        low <= code <= high for code in divisions.names() for low, high in map(divisions.span, divisions.chain(code))
    )


def test_list_of_divisions_is_whole():
    levels = [len(divisions.chain(code)) for code in divisions.names()]

    assert (len(divisions.provinces()), max(levels)) == (34, 3)
    assert levels.count(3) > 3_000
    assert divisions.words(429_004) == "湖北省 仙桃市"
