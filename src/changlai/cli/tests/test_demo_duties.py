"""The demo's tasks."""

import pytest

from changlai.cli.demo import duties
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.tasks.models import Task, TaskRule
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db


def test_tasks_and_rules_are_there_once():
    firm = found_firm()
    lin = make_customer(firm, "林晓棠")

    duties.settle(firm.id, firm.admin)
    duties.settle(firm.id, firm.admin)

    with scope(firm.id):
        assert Task.objects.count() == len(duties.TASKS)
        assert Task.objects.filter(customer=lin).count() == 3
        assert TaskRule.objects.count() == len(duties.RULES)
