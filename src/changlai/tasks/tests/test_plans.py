"""Every hot question about tasks finds its rows by an index, as the application role, behind the policies."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers.tests.factories import make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.tasks import queries
from changlai.tasks.actions import reminding, rules
from changlai.tasks.queries import days
from changlai.tasks.tests.factories import FRIDAY
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db

ASKED = {
    "my day": lambda m, _: queries.my_day(m, m, now=NOON),
    "overdue": lambda m, _: queries.overdue(m, now=NOON, after=(NOON, 5)),
    "calendar": lambda m, _: queries.between(m, FRIDAY, FRIDAY + timedelta(days=30), of=m),
    "of a customer": queries.of_customer,
    "of a record": lambda m, _: queries.of_record(m, "company", 5),
    "list": lambda m, _: queries.listed(m, below=50),
}
STATEMENTS = {
    "count": (days._DUE, {"member": 1, "until": NOON, "most": 10}, "tasks_task"),
    "reminders": (reminding._TAKE, {"now": NOON, "limit": 10}, "tasks_task"),
    "who waits": (rules._SILENT, {"since": NOON, "after": 0, "until": NOON, "limit": 10}, "customers_customer"),
}


@pytest.fixture
def firm():
    return found_firm()


def plan(sql: str, parameters: db.Parameters = ()) -> str:
    """The plan with whole-table scans forbidden: one that remains has no index to use instead."""
    db.run("set local enable_seqscan = off")
    return "\n".join(row[0] for row in db.rows(f"explain {sql}", parameters))


@pytest.mark.parametrize("name", ASKED)
def test_page_has_an_index(firm, name):
    customer = make_customer(firm, "Lin")
    with scope(firm.id):
        with CaptureQueriesContext(connection) as seen:
            ASKED[name](firm.admin, customer)
        asked = [one["sql"] for one in seen if 'FROM "tasks_task"' in one["sql"]]
        plans = [plan(sql.replace("%", "%%")) for sql in asked]

    assert plans
    assert [text for text in plans if "Seq Scan on tasks_task" in text] == []


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_has_an_index(firm, name):
    sql, parameters, table = STATEMENTS[name]
    with scope(firm.id):
        text = plan(sql, {"org": firm.id, **parameters})

    assert f"Seq Scan on {table}" not in text
    assert "Index" in text
