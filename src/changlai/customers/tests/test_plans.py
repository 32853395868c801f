"""Every hot question of the customer pages finds its rows by an index, as the application role, behind the policies."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers import queries
from changlai.customers.enums import Shelf
from changlai.customers.models import Suggestion
from changlai.customers.queries import Filter, Place, people, shelf
from changlai.customers.tests.factories import make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db

PLACE = Place(NOON, 5)
ASKED = {
    "list": lambda m, _: queries.page(m, Filter()),
    "next page": lambda m, _: queries.page(m, Filter(), after=PLACE),
    "page above": lambda m, _: queries.page_above(m, Filter(), before=PLACE),
    "my customers": lambda m, _: queries.page(m, Filter(Shelf.MINE)),
    "one channel": lambda m, _: queries.page(m, Filter(account_ids=(1,))),
    "count": lambda m, _: queries.count_up_to(m, Filter(), 1000),
    "record": lambda m, c: queries.get_for(m, c.id),
    "identities": lambda _, c: queries.identities(c),
    "follows": lambda _, c: queries.follows(c),
    "merged records": lambda _, c: queries.aliases(c),
    "suggestions": queries.suggestions,
    "timeline": lambda _, c: queries.timeline(c),
    "timeline below": lambda _, c: queries.timeline(c, before=(NOON, 5)),
}


@pytest.fixture
def firm():
    return found_firm()


def plan(sql: str) -> str:
    """The plan with whole-table scans forbidden: one that remains has no index to use instead."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def plan_of(sql: str, parameters: db.Parameters = ()) -> str:
    """The same of a prepared statement."""
    db.run("set local enable_seqscan = off")
    with psycopg.Cursor(db.raw()) as cursor:
        return "\n".join(row[0] for row in cursor.execute(f"explain {sql}".encode(), parameters))


def listening(ask, heard):
    """The same question, written down."""

    def listen(*question):
        heard.append(question)
        return ask(*question)

    return listen


@pytest.mark.parametrize("name", ASKED)
def test_question_uses_an_index(firm, name, monkeypatch):
    customer = make_customer(firm, "Lin")
    prepared: list[tuple[Any, ...]] = []
    for name_of in ("row", "rows"):
        monkeypatch.setattr(db, name_of, listening(getattr(db, name_of), prepared))
    with scope(firm.id):
        Suggestion.objects.create(first=customer, second=make_customer(firm, "Lin 2"), reason="phone", created_at=NOON)
    with scope(firm.id), CaptureQueriesContext(connection) as seen:
        ASKED[name](firm.admin, customer)
        asked = [query["sql"] for query in seen if query["sql"].startswith("SELECT ") and "customers_" in query["sql"]]
        plans = [plan(sql) for sql in asked] + [plan_of(*question) for question in prepared]

    assert plans
    assert [found for found in plans if "Seq Scan on customers_" in found] == []


def test_questions_in_sql_use_an_index(firm):
    with scope(firm.id):
        customer = make_customer(firm, "Lin")
        db.run("set local enable_seqscan = off")
        touches = db.rows(f"explain {shelf._TOUCHES}", ([firm.id], [customer.id]))
        counts = db.rows(f"explain {people._KIND_COUNTS}", (firm.id, customer.id, 1000))

    assert "Seq Scan on customers_" not in "\n".join(row[0] for row in (*touches, *counts))
