"""Every hot question of the customer pages finds its rows by an index, as the application role, behind the policies."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.customers import queries
from changlai.customers.models import Suggestion
from changlai.customers.queries import meetings, people
from changlai.customers.tests.factories import make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.records import queries as records
from changlai.records.queries import Spot
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db

THREE = """{"all": [{"path": "city", "any_of": ["上海", "杭州"]}, {"path": "tags", "is_empty": true},
    {"path": "last_interaction_at", "last_days": 90}]}"""
ASKED = {
    "list": lambda m, _: listed(m, ""),
    "next page": lambda m, _: listed(m, "", Spot(NOON.isoformat(), 5)),
    "list by words": lambda m, _: listed(m, '{"path": "words", "contains": "Lin"}'),
    "list by three conditions": lambda m, _: listed(m, THREE),
    "counts": lambda m, _: counted(m, THREE),
    "my customers": lambda m, _: listed(m, '{"path": "owner", "is": "me"}'),
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


def listed(member, tree: str, after: Spot | None = None):
    found = records.read_filter("customer", tree, member)
    return records.page(records.kind_of("customer"), member, found, after=after, limit=40)


def counted(member, tree: str) -> int:
    return records.count(records.kind_of("customer"), member, records.read_filter("customer", tree, member))


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
    for name_of in ("row", "rows", "planned", "packed"):
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
        touched = db.rows(f"explain {meetings._TOUCHES}", ([firm.id], [customer.id]))
        counts = db.rows(f"explain {people._KIND_COUNTS}", (firm.id, customer.id, 1000))

    assert "Seq Scan on customers_" not in "\n".join(row[0] for row in (*touched, *counts))
