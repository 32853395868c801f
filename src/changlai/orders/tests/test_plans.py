"""Every hot question about orders finds its rows by an index, as the application role, behind the policies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.companies.tests.factories import make_company
from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.orders import queries
from changlai.orders.queries import customers as sums
from changlai.orders.tests.factories import make_order
from changlai.records import queries as records
from tests.support.house import NOON, found_firm, hire

pytestmark = pytest.mark.django_db
ASKED = {
    "API's page": lambda m, _: queries.page(m, queries.Filter(), below=(NOON, 9)),
    "API's page of a customer": lambda m, c: queries.page(m, queries.Filter(customer_id=c.pk)),
    "API's page by number": lambda m, _: queries.page(m, queries.Filter(number="HM-1")),
    "API's page of a company": lambda m, _: queries.page(m, queries.Filter(company_id=5)),
    "panel of a customer": queries.latest,
    "panel of a company": lambda m, _: queries.latest_of_company(m, 5),
}
LISTED = {
    "all": {"all": []},
    "status": {"path": "status", "is": "paid"},
    "name of the company": {"path": "company.name", "is": "Shop"},
    "city of the customer": {"path": "customer.city", "is": "杭州"},
}


@pytest.fixture
def firm():
    return found_firm()


@pytest.mark.parametrize("role", ["admin", "sales"])
@pytest.mark.parametrize("name", ASKED)
def test_question_has_an_index(firm, name, role):
    member = firm.admin if role == "admin" else hire(firm, "Li", role)
    customer = make_customer(firm, "Lin", owner=member)
    make_order(firm, customer, company_id=make_company(firm, "Shop").pk)
    with scope(firm.id):
        with CaptureQueriesContext(connection) as seen:
            ASKED[name](member, customer)
        asked = [one["sql"] for one in seen if "orders_order" in one["sql"]]
        db.run("set local enable_seqscan = off")
        plans = ["\n".join(row[0] for row in db.rows(f"explain {sql.replace('%', '%%')}")) for sql in asked]

    assert plans
    assert [text for text in plans if "Seq Scan on orders_order" in text] == []


@pytest.mark.parametrize("role", ["admin", "sales"])
@pytest.mark.parametrize("name", LISTED)
def test_list_has_an_index(firm, name, role):
    member = firm.admin if role == "admin" else hire(firm, "Li", role)
    with scope(firm.id):
        kind = records.kind_of("order")
        chosen = records.selection(kind, member, records.read_filter("order", LISTED[name], member))
        db.run("set local enable_seqscan = off")
        sql = f"explain {chosen.text} order by r.placed_at desc, r.id desc limit 51"
        text = "\n".join(row[0] for row in db.planned(sql, chosen.values))

    assert "Seq Scan on orders_order" not in text
    assert "Index" in text


def test_sums_of_a_customer_have_an_index(firm):
    with scope(firm.id):
        db.run("set local enable_seqscan = off")
        text = "\n".join(row[0] for row in db.rows(f"explain {sums._SUMS}", (firm.id, [5])))

    assert "Index" in text


@pytest.mark.parametrize("page", ["orders/", "customer", "company"])
def test_number_of_statements_does_not_grow(firm, page):
    customer, shop = make_customer(firm, "Lin"), make_company(firm, "Shop")
    here = {"customer": f"customers/{customer.pk}/orders/", "company": f"records/company/{shop.pk}/orders/"}.get(
        page, page
    )
    client = browser(firm.admin)

    def statements() -> int:
        client.get(f"/o/hemu/{here}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/o/hemu/{here}").status_code == 200
        return len(seen)

    counts = []
    for upto in (1, 3, 50):
        for number in range(upto):
            make_order(firm, customer, f"HM-{number}", company_id=shop.pk)
        counts.append(statements())

    assert len(set(counts)) == 1
