"""Every list walks along the index of its order, on the first page and deep down, and asks as much for one record as
for fifty.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.companies import queries as companies
from changlai.companies.tests.factories import make_company
from changlai.customers.tests.factories import make_customer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.orders.tests.factories import make_order
from changlai.records import queries as records
from changlai.records.api import views
from changlai.records.enums import AttributeKind
from changlai.records.filters import Reading
from changlai.records.queries import Spot
from changlai.tags.tests.factories import make_group
from changlai.tasks.tests.factories import make_task
from tests.support.house import NOON, found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db
MAKERS: Mapping[str, Callable[..., Any]] = {
    "customer": make_customer,
    "order": lambda firm, name: make_order(firm, make_customer(firm, name), name),
    "company": make_company,
    "task": make_task,
}
VALUES = {  # where a deep page begins, as PostgreSQL writes it
    AttributeKind.MOMENT: NOON.isoformat(),
    AttributeKind.DATE: date(2026, 11, 20).isoformat(),
    AttributeKind.NUMBER: "5",
    AttributeKind.MONEY: "5",
}
NOTHING = "One-Time Filter: false"  # nothing is read: among a column that is always filled, those without a value
ASKERS = ("row", "rows", "planned", "packed")


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def asked(monkeypatch):
    """What goes over the plain connection, written down."""
    heard: list[tuple[Any, ...]] = []

    def listening(ask):
        def listen(*question):
            heard.append(question)
            return ask(*question)

        return listen

    for name in ASKERS:
        monkeypatch.setattr(db, name, listening(getattr(db, name)))
    return heard


def plan(sql: str, parameters: db.Parameters) -> str:
    """The plan where whatever reads a whole table or sorts it is forbidden: what remains of it has no index to use."""
    for name in ("seqscan", "bitmapscan", "sort"):
        db.run(f"set local enable_{name} = off")
    with psycopg.Cursor(db.raw()) as cursor:
        return "\n".join(row[0] for row in cursor.execute(f"explain {sql}".encode(), parameters))


def orders(member, kind: str) -> dict[str, str | None]:
    """What a kind is sorted by, and a value of it."""
    known = Reading(kind, member).attributes.values()
    return {one.path: VALUES.get(one.kind, "m") for one in known if records.can_sort_by(one, member)}


@pytest.mark.parametrize("role", ["admin", "sales"])
@pytest.mark.parametrize("slug", MAKERS)
def test_every_order_has_its_index(firm, asked, slug, role):
    MAKERS[slug](firm, "A")
    member = firm.admin if role == "admin" else hire(firm, "Li", role)
    with scope(firm.id):
        kind = records.kind_of(slug)
        everything = records.read_filter(slug, {}, member)
        ways = {
            (f"{sign}{path}", spot)
            for path, value in orders(member, slug).items()
            for sign in ("", "-")
            for spot in (None, Spot(value, 5), Spot(None, 5))
        }
        assert len(ways) >= 12
        for order, spot in sorted(ways, key=str):
            asked.clear()
            records.page(kind, member, everything, order, after=spot, limit=40)
            plans = [text for question in list(asked) if NOTHING not in (text := plan(*question))]
            assert plans or spot == Spot(None, 5), order
            for text in plans:
                assert f"Seq Scan on {kind.table}" not in text, f"{order} {spot}\n{text}"
                assert not re.search(r"^\s*(?:->\s+)?Sort  ", text, re.MULTILINE), f"{order} {spot}\n{text}"
                assert "Index" in text, f"{order} {spot}\n{text}"


@pytest.mark.parametrize(
    ("path", "asks", "index"),
    [
        ("created_at", {"between": ["today-200", "today-20"]}, "customer_by_creation"),
        ("last_interaction_at", {"last_days": 90}, "customer_by_activity"),
        ("followed_up_at", {"last_days": 90}, "customer_by_follow_up"),
        ("city", {"is": "杭州"}, "customer_by_city"),
        ("company", {"is": "A"}, "customer_by_company"),
        ("tags", {}, "tagging_of_tag"),
    ],
)
def test_what_is_counted_stands_in_an_index(firm, asked, path, asks, index):
    make_customer(firm, "A")
    _group, tags = make_group(firm, "G", "T")
    with scope(firm.id):
        found = records.read_filter("customer", {"path": path, **(asks or {"any_of": [str(tags[0].pk)]})}, firm.admin)
        asked.clear()
        records.count(records.kind_of("customer"), firm.admin, found)
        (question,) = [one for one in asked if not one[0].startswith("explain")]
        held = db.value("select pg_get_indexdef(%s::regclass)", (index,))

    columns = set(re.findall(r"\b(?:r|k)\.\"?(\w+)", question[0]))
    assert len(columns) >= 3
    assert [one for one in columns if one not in held] == [], held


@pytest.mark.parametrize("wanted", [{}, {"below": 5}, {"name": "Shop"}, {"code": "91330106MA27WXQ11L"}])
def test_companies_for_programs_have_an_index(firm, wanted):
    make_company(firm, "Shop")
    with scope(firm.id):
        with CaptureQueriesContext(connection) as seen:
            companies.page(firm.admin, **wanted)
        sql = [one["sql"] for one in seen if 'FROM "companies_company"' in one["sql"]]
        db.run("set local enable_seqscan = off")
        plans = ["\n".join(row[0] for row in db.rows(f"explain {one.replace('%', '%%')}")) for one in sql]

    assert plans
    assert [text for text in plans if "Seq Scan on companies_company" in text] == []


@pytest.mark.parametrize("slug", MAKERS)
def test_a_page_asks_the_same_for_one_three_and_fifty(firm, asked, monkeypatch, slug):
    client, path = program(firm.admin), f"/api/v1/records/{slug}/rows"

    def statements(**query: str) -> tuple[int, str | None]:
        client.get(path, query)
        asked.clear()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path, query)
        assert answer.json()["items"]
        return len(seen) + len(asked), answer.json()["next"]

    first, deep, made = [], [], 0
    for upto in (1, 3, 50):
        for number in range(made, upto):
            MAKERS[slug](firm, f"HM-{number:02}")
        made = upto
        first.append(statements()[0])
        with monkeypatch.context() as patch:
            patch.setattr(views, "PAGE", 1)
            cursor = statements()[1]
            deep.append(statements(cursor=cursor)[0] if cursor else first[0])

    assert len(set(first)) == 1
    assert max(deep) <= first[0]
