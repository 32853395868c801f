"""Customers by what is to be done for them: shown, filtered and counted as the tasks stand."""

from datetime import date, time

import pytest

from changlai.customers.models import Customer
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.records import queries as records
from changlai.tasks import actions
from changlai.tasks.attributes import of_customers
from changlai.tasks.models import Task
from changlai.tasks.tests.factories import FRIDAY, make_task
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def firm():
    """Lin has a late task and one on Monday, Wu one without a day, An only a done one, Bo none."""
    firm = found_firm()
    lin, wu, an, _bo = (make_customer(firm, name) for name in ("Lin", "Wu", "An", "Bo"))
    make_task(firm, "Call", customer=lin, at=time(9))
    make_task(firm, "Visit", customer=lin, day=MONDAY)
    make_task(firm, "Some day", customer=wu, day=None)
    done = make_task(firm, "Done", customer=an)
    with scope(firm.id):
        actions.finish(task=Task.objects.get(pk=done.pk), by=firm.admin, now=NOON)
    return firm


def found(firm, condition):
    kind = records.kind_of("customer")
    with scope(firm.id):
        chosen = records.read_filter("customer", condition, firm.admin, now=NOON)
        names = dict(Customer.objects.values_list("id", "name"))
        ids = records.matching(kind, firm.admin, chosen, list(names))
        assert records.count(kind, firm.admin, chosen) == len(ids)
    return sorted(names[one] for one in ids)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"path": "tasks.late", "at_least": 1}, ["Lin"]),
        ({"path": "tasks.late", "is": 0}, ["An", "Bo", "Wu"]),
        ({"not": {"path": "tasks.late", "is": 0}}, ["Lin"]),
        ({"path": "tasks.open", "at_least": 1}, ["Lin", "Wu"]),
        ({"path": "tasks.open", "between": [2, 5]}, ["Lin"]),
        ({"path": "tasks.open", "at_most": 1}, ["An", "Bo", "Wu"]),
        ({"path": "tasks.next_due", "is": FRIDAY.isoformat()}, ["Lin"]),
        ({"path": "tasks.next_due", "is": MONDAY.isoformat()}, []),
        ({"path": "tasks.next_due", "before": MONDAY.isoformat()}, ["Lin"]),
        ({"path": "tasks.next_due", "after": FRIDAY.isoformat()}, []),
        ({"path": "tasks.next_due", "is_filled": True}, ["Lin"]),
        ({"path": "tasks.next_due", "is_empty": True}, ["An", "Bo", "Wu"]),
        ({"path": "tasks.next_due", "is_not": FRIDAY.isoformat()}, ["An", "Bo", "Wu"]),
    ],
)
def test_customers_are_found_by_their_open_tasks(firm, condition, names):
    assert found(firm, condition) == names


def test_columns_hold_what_is_open_and_when_the_next_is_due(firm):
    with scope(firm.id):
        ids = dict(Customer.objects.values_list("name", "id"))
        read = {one.path: one.values(list(ids.values())) for one in of_customers() if one.values}

    due = read["tasks.next_due"]
    assert read["tasks.open"] == {ids["Lin"]: 20_000, ids["Wu"]: 10_000}
    assert {one: at.isoformat() for one, at in due.items()} == {ids["Lin"]: "2026-11-20T01:00:00+00:00"}


def test_list_of_customers_shows_and_filters_by_tasks(firm):
    page = browser(firm.admin).get(
        "/o/hemu/customers/",
        {"columns": "tasks.next_due,tasks.late", "filter": '{"path":"tasks.open","at_least":2}'},
    )

    told = page.content.decode()
    assert page.status_code == 200
    assert "Number of late tasks" in told
    assert "Lin" in told
    assert "Bo</" not in told
