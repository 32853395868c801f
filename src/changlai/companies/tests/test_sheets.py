"""Companies in imported tables: read by the rules of the form, recognised, written set-wise, taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.companies import actions
from changlai.companies.models import Company, CompanyValue, Industry
from changlai.companies.sheets import CompanyPart
from changlai.companies.tests.factories import make_company
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records.actions import Rules
from changlai.records.contracts import Order
from changlai.records.enums import FieldKind
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
CODE = "91350100M000100Y43"


@pytest.fixture
def firm():
    return found_firm()


def write(firm, *rows, known=None, overwrites=False):
    part = CompanyPart()
    with scope(firm.id):
        read = part.check(firm.admin, rows)
        assert [one.errors for one in read] == [{}] * len(rows)
        orders = [Order(n, one.values, (known or {}).get(n), overwrites) for n, one in enumerate(read, 1)]
        return part.write(firm.admin, orders, source="table", now=NOON)


def test_row_is_read_by_the_rules_of_the_form(firm):
    with scope(firm.id):
        section = records.create_section(of="company", name="S", by=firm.admin)
        field = records.create_field(
            section=section, kind=FieldKind.MONEY, rules=Rules("Volume"), by=firm.admin, now=NOON
        )
        part, path = CompanyPart(), f"field-{field.pk}"
        good, bad = part.check(
            firm.admin,
            [
                {"name": "Shop", "code": CODE, "size": "20 - 99人", "address": "杭州西湖区文三路 1 号", path: "12.5万"},
                {"name": "", "code": "1", "size": "many", "owner": "nobody", "phone": "x", path: "much"},
            ],
        )
        assert path in {one.path for one in part.columns()}
    assert good.errors == {}
    assert (good.values["code"], good.values["size"], good.values["place"]) == (CODE, "20-99", 330106)
    assert set(bad.errors) == {"name", "code", "size", "owner", "phone", path}


def test_companies_are_made_with_industry_parent_and_own_fields(firm):
    with scope(firm.id):
        section = records.create_section(of="company", name="S", by=firm.admin)
        field = records.create_field(section=section, kind=FieldKind.TEXT, rules=Rules("Tier"), by=firm.admin, now=NOON)

    written = write(
        firm,
        {"name": "Low", "industry": "Retail", "parent": "Top", f"field-{field.pk}": "A"},
        {"name": "Top", "industry": "retail", "owner": firm.admin.name},
    )

    with scope(firm.id):
        low, top = Company.objects.get(name="Low"), Company.objects.get(name="Top")
        assert [one.is_new for one in written] == [True, True]
        assert (low.parent_id, low.industry_id, top.industry_id) == (top.pk, top.industry_id, Industry.objects.get().pk)
        assert (top.owner_id, low.source, CompanyValue.objects.get().text) == (firm.admin.pk, "table", "A")


def test_known_companies_are_recognised_filled_or_overwritten(firm):
    shop = make_company(firm, "Shop 有限公司", code=CODE, remark="mine")
    with scope(firm.id):
        by_code, by_name, other = CompanyPart().check(
            firm.admin, [{"name": "X", "code": CODE}, {"name": "shop（有限公司）"}, {"name": "Else"}]
        )
    assert [[twin.record_id for twin in one.twins] for one in (by_code, by_name, other)] == [[shop.pk], [shop.pk], []]

    write(firm, {"name": "Shop 有限公司", "remark": "theirs", "website": "shop.example"}, known={1: shop.pk})
    with scope(firm.id):
        filled = Company.objects.get()
    write(firm, {"name": "Shop 有限公司", "remark": "theirs"}, known={1: shop.pk}, overwrites=True)

    with scope(firm.id):
        assert (filled.remark, filled.website, Company.objects.get().remark) == (
            "mine",
            "https://shop.example",
            "theirs",
        )


def test_second_of_one_code_is_refused_alone(firm):
    first, second = write(firm, {"name": "A", "code": CODE}, {"name": "B", "code": CODE})

    assert (first.is_new, second.record_id, bool(second.refusal)) == (True, None, True)


def test_import_is_taken_back_where_nothing_hangs_on_it(firm):
    a, b, c = write(firm, {"name": "A"}, {"name": "B"}, {"name": "C"})
    with scope(firm.id):
        actions.add_person(company=Company.objects.get(name="B"), customer=make_customer(firm, "Lin"), by=firm.admin)
        actions.edit(
            company=Company.objects.get(name="C"), facts={"remark": "x"}, by=firm.admin, now=NOON.replace(hour=20)
        )
        kept = CompanyPart().take_back(firm.admin, [one.record_id for one in (a, b, c)], NOON)
        assert (set(kept), Company.objects.count()) == ({b.record_id, c.record_id}, 2)


def test_number_of_statements_does_not_grow(firm):
    def statements(number):
        with CaptureQueriesContext(connection) as seen:
            write(firm, *({"name": f"N{number}-{one}", "industry": "Retail", "size": "20-99"} for one in range(number)))
        return len(seen)

    statements(1)
    assert statements(3) == statements(50)
