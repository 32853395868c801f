"""The demo's import."""

import pytest

from changlai.cli.demo import tables
from changlai.customers.models import Customer
from changlai.imports.models import ImportRun
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db


def test_report_with_failed_rows_is_there_once():
    firm = found_firm()

    tables.bring(firm.id, firm.admin)
    tables.bring(firm.id, firm.admin)

    with scope(firm.id):
        run = ImportRun.objects.get()
        assert (run.state, run.created_count, run.updated_count, run.bad_count) == ("finished", 2, 1, 2)
        assert set(Customer.objects.values_list("name", "source")) == {("何静怡", "家博会"), ("唐立", "家博会")}
