"""Records are found by what stands in searchable fields of their organisation's own, as it is now."""

from typing import Any

import pytest
from django.utils import timezone

from changlai.customers import actions
from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer
from changlai.customers.tests.finding import CUSTOMERS, names, read_all
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.models import Field
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def define(firm, name: str, kind: FieldKind = FieldKind.TEXT, **rules: Any) -> Field:
    with scope(firm.id):
        section = records.create_section(of="customer", name=name, by=firm.admin)
        rules = {"is_searchable": True, **rules}
        return records.create_field(
            section=section, kind=kind, rules=Rules(name, **rules), by=firm.admin, now=timezone.now()
        )


def fill(firm, customer: Customer, field: Field, value: str) -> None:
    with scope(firm.id):
        actions.fill_in(customer=customer, given={field.pk: value}, by=firm.admin, now=timezone.now(), fields=[field])
    read_all(firm)


def change(firm, field: Field, **rules: Any) -> None:
    with scope(firm.id):
        field.refresh_from_db()
        records.change_field(field=field, rules=Rules(field.name, **rules), by=firm.admin, now=timezone.now())
    read_all(firm)


def reasons(firm, text: str) -> list[tuple[str, str]]:
    with scope(firm.id):
        hits = queries.find(firm.admin, CUSTOMERS, text).hits
    return [(hit.label, hit.match.word.text) for hit in hits]


def test_a_value_is_found_under_the_name_of_its_field(firm):
    lin, plate, area = make_customer(firm, "Lin"), define(firm, "车牌号"), define(firm, "面积", FieldKind.NUMBER)
    fill(firm, lin, plate, "浙A12345")
    fill(firm, lin, area, "8812.5")

    assert reasons(firm, "浙a12") == [("车牌号", "浙A12345")]
    assert reasons(firm, "88125") == [("面积", "8812.5")]


def test_what_changes_is_found_as_it_is_now(firm):
    lin, plate = make_customer(firm, "Lin"), define(firm, "车牌号")
    fill(firm, lin, plate, "浙A12345")
    fill(firm, lin, plate, "沪B67890")

    assert (names(firm, "浙a12"), names(firm, "沪b67")) == ([], ["Lin"])


def test_only_searchable_fields_that_are_asked_for_are_found(firm):
    lin, plate = make_customer(firm, "Lin"), define(firm, "车牌号")
    fill(firm, lin, plate, "浙A12345")
    found = [names(firm, "浙a12")]
    for is_searchable in (False, True):
        change(firm, plate, is_searchable=is_searchable)
        found.append(names(firm, "浙a12"))
    with scope(firm.id):
        records.archive_field(field=plate, by=firm.admin, now=timezone.now())
    read_all(firm)
    found.append(names(firm, "浙a12"))
    with scope(firm.id):
        records.restore_field(field=plate, by=firm.admin, now=timezone.now())
    read_all(firm)
    found.append(names(firm, "浙a12"))

    assert found == [["Lin"], [], ["Lin"], [], ["Lin"]]


def test_a_masked_value_is_found_in_parts_by_who_sees_it(firm):
    lin, card = make_customer(firm, "Lin"), define(firm, "证件")
    agent = hire(firm, "Gao", "agent")
    fill(firm, lin, card, "330106A77")
    change(firm, card, is_searchable=True, is_masked=True)

    assert (names(firm, "106a"), names(firm, "106a", agent), names(firm, "330106a77", agent)) == (
        ["Lin"],
        [],
        ["Lin"],
    )


def test_a_field_that_very_many_have_has_all_of_them_read_again(firm, monkeypatch):
    lin, plate = make_customer(firm, "Lin"), define(firm, "车牌号")
    fill(firm, lin, plate, "浙A12345")
    monkeypatch.setattr("changlai.records.actions.indexing.MARKED", 0)
    with scope(firm.id):
        records.change_field(field=plate, rules=Rules("车牌号"), by=firm.admin, now=timezone.now())
        while records.index_kind("customer", timezone.now()):
            pass

    assert names(firm, "浙a12") == []
