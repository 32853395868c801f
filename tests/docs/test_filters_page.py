"""What the page of the filter language shows can be asked."""

import json
import re

import pytest

from changlai.kernel.tenancy import scope
from changlai.records import queries
from changlai.records.enums import Operator
from changlai.records.filters import told, tree
from tests.docs.pages import ROOT, blocks, text
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db
PAGE = ROOT / "docs" / "reference" / "filters.md"
EXAMPLES = blocks(PAGE, "json")


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_asked_and_told(example):
    firm = found_firm()
    kind = queries.kind_of("customer")

    with scope(firm.id):
        found = queries.read_filter("customer", json.loads(example), firm.admin)

        assert queries.page(kind, firm.admin, found, limit=5) == []
        assert told(found)


def test_every_operator_is_on_the_page():
    assert len(EXAMPLES) == 5
    assert {one.value for one in Operator} - set(re.findall(r"`(\w+)`", text(PAGE))) == set()


def test_bounds_are_those_of_the_code():
    assert f"{tree.DEEPEST} deep" in text(PAGE)
    assert f"{tree.MOST_CONDITIONS} conditions" in text(PAGE)
