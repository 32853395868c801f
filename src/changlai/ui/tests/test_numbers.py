import pytest
from django.utils import translation

from changlai.ui import numbers


@pytest.mark.parametrize(
    ("cents", "currency", "chinese", "english"),
    [
        (329_900, "CNY", "¥3,299.00", "CN¥3,299.00"),
        (-5, "CNY", "-¥0.05", "-CN¥0.05"),
        (500, "JPY", "JP¥500", "¥500"),
        (128_050, "USD", "US$1,280.50", "$1,280.50"),
    ],
)
def test_money_follows_currency_and_language(cents, currency, chinese, english):
    with translation.override("zh-hans"):
        assert numbers.money(cents, currency) == chinese
    with translation.override("en"):
        assert numbers.money(cents, currency) == english


def test_money_is_exact_for_large_amounts():
    with translation.override("zh-hans"):
        assert numbers.money(9_007_199_254_740_993) == "¥90,071,992,547,409.93"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (14_889_779, "14.2 MB"),
        (10 * 1024**2, "10 MB"),
        (5 * 1024**4, "5 TB"),
    ],
)
def test_filesize_counts_as_the_platforms_do(size, shown):
    assert numbers.filesize(size) == shown


@pytest.mark.parametrize(
    ("value", "masked", "whole"),
    [
        ("+8613812346120", "138****6120", "13812346120"),
        ("+4930901820", "+49****1820", "+4930901820"),
        ("+8612345", "+86****2345", "+8612345"),
        ("10086", "****86", "10086"),
    ],
)
def test_phone_is_masked_unless_allowed(value, masked, whole):
    assert numbers.phone(value) == masked
    assert numbers.phone(value, masked=False) == whole


def test_number_groups_thousands():
    with translation.override("zh-hans"):
        assert numbers.number(12_431) == "12,431"
