"""Companies are found by what stands in their own fields."""

import pytest

from changlai.companies import actions
from changlai.companies.models import Company
from changlai.companies.records import KINDS
from changlai.customers.tests.finding import read_all
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db


def test_a_company_is_found_by_a_field_of_its_own():
    firm = found_firm()
    with scope(firm.id):
        section = records.create_section(of="company", name="Inside", by=firm.admin)
        rules = Rules("内部编号", is_searchable=True)
        code = records.create_field(section=section, kind=FieldKind.TEXT, rules=rules, by=firm.admin, now=NOON)
        company = Company.objects.create(name="禾木家居", created_at=NOON, changed_at=NOON)
        actions.set_fields(firm.admin, [company.pk], {code.pk: "HM-2031"}, [code], NOON)
    read_all(firm)

    with scope(firm.id):
        assert [hit.label for hit in queries.find(firm.admin, KINDS[0], "hm2031").hits] == ["内部编号"]
