"""Lists for programs: each record once, in every order there is, and nothing that is another's or masked."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from changlai.accounts.operations import cursor_of
from changlai.companies import queries as companies
from changlai.companies.tests.factories import make_company
from changlai.customers import queries as customers
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.orders import queries as orders
from changlai.orders.tests.factories import make_order
from changlai.records import actions
from changlai.records import queries as records
from changlai.records.actions import Rules
from changlai.records.api import views
from changlai.records.enums import FieldKind
from changlai.records.filters import Reading
from changlai.tasks import queries as tasks
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
OWN_LISTS = {"customers": customers, "orders": orders, "companies": companies, "tasks": tasks}
MOMENTS = {"customer": "created_at", "order": "placed_at", "company": "created_at", "task": "created_at"}
KIND_OF = {"customers": "customer", "orders": "order", "companies": "company", "tasks": "task"}


@pytest.fixture
def firm():
    return found_firm()


def make(firm, kind: str, *names: str) -> list[int]:
    return [MAKERS[kind](firm, name).pk for name in names]


def pages(client, path: str, **query: str) -> list[list[int]]:
    """The ids of every page from the first to the last."""
    found: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(path, query | {"cursor": cursor})
        assert answer.status_code == 200, answer.content
        found.append([one["id"] for one in answer.json()["items"]])
        cursor = answer.json()["next"]
    return found


def sortable(firm, kind: str) -> list[str]:
    with scope(firm.id):
        attributes = Reading(kind, firm.admin).attributes.values()
        return [one.path for one in attributes if records.can_sort_by(one, firm.admin)]


@pytest.mark.parametrize("kind", MAKERS)
def test_pages_hold_each_record_once_in_every_order(firm, kind, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    ids = make(firm, kind, "B", "A", "C", "b", "D")
    client, paths = program(firm.admin), sortable(firm, kind)

    for order in ("", *paths, *(f"-{path}" for path in paths)):
        found = pages(client, f"/api/v1/records/{kind}/rows", order=order)
        assert [len(page) for page in found] == [2, 2, 1], order
        assert sorted(one for page in found for one in page) == sorted(ids), order
    assert len(paths) >= 2


@pytest.mark.parametrize(("kind", "path"), [("customer", "name"), ("company", "name"), ("order", "number")])
def test_names_are_in_their_order_up_and_down(firm, kind, path):
    make(firm, kind, "B", "A", "D", "C")
    client = program(firm.admin)

    def titles(order: str) -> list[str]:
        items = client.get(f"/api/v1/records/{kind}/rows", {"order": order, "columns": path}).json()["items"]
        return [one["values"][path] for one in items]

    assert titles(path) == ["A", "B", "C", "D"]
    assert titles(f"-{path}") == ["D", "C", "B", "A"]


@pytest.mark.parametrize("name", OWN_LISTS)
def test_a_modules_own_list_holds_each_record_once(firm, name, monkeypatch):
    monkeypatch.setattr(OWN_LISTS[name], "PAGE", 2)
    ids = make(firm, KIND_OF[name], "A", "B", "C", "D", "E")
    make(found_firm("other", "别家"), KIND_OF[name], "A")

    found = pages(program(firm.admin), f"/api/v1/{name}")

    assert [len(page) for page in found] == [2, 2, 1]
    assert sorted(one for page in found for one in page) == sorted(ids)


@pytest.mark.parametrize(
    ("tree", "place", "problem", "said"),
    [
        ({"all": [{"path": "MOMENT", "last_days": 3}, {"path": "moon", "is": 1}]}, "/all/1", "unknown_path", "2 (moon"),
        ({"path": "MOMENT", "contains": "x"}, "", "wrong_operator", "last_days"),
        ({"path": "MOMENT", "after": "soon"}, "", "bad_value", "2026-01-31"),
        ({"some": []}, "", "unknown_part", "exactly one of all, any, not"),
    ],
)
@pytest.mark.parametrize("kind", MAKERS)
def test_a_filter_is_refused_with_its_reason(firm, kind, tree, place, problem, said):
    asked = json.dumps(tree).replace("MOMENT", MOMENTS[kind])
    answer = program(firm.admin, "en").get(f"/api/v1/records/{kind}/rows", {"filter": asked})

    told = answer.json()
    assert (answer.status_code, told["rule"]) == (422, "records.bad_filter")
    assert (told["place"], told["problem"]) == (place, problem)
    assert said in told["detail"]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_cursor_that_is_not_ours_is_refused(firm, kind):
    client, rows = program(firm.admin), f"/api/v1/records/{kind}/rows"

    def rule(cursor: str) -> tuple[int, str]:
        answer = client.get(rows, {"order": f"-{MOMENTS[kind]}", "cursor": cursor})
        return answer.status_code, answer.json()["rule"]

    assert rule("x") == (400, "api.bad_cursor")
    assert rule(cursor_of(1, 2)) == (400, "api.bad_cursor")
    assert rule(cursor_of("=Lin", 5)) == (422, "records.bad_filter")  # of another order
    assert rule(cursor_of(f"={NOON.isoformat()}", 0)) == (422, "records.bad_filter")


@pytest.mark.parametrize("name", OWN_LISTS)
def test_a_cursor_of_a_modules_own_list_is_ours(firm, name):
    client = program(firm.admin)

    for cursor in ("x", cursor_of("yesterday", 5), cursor_of("2026-11-20T04:00:00", 5), cursor_of(5, 5)):
        answer = client.get(f"/api/v1/{name}", {"cursor": cursor})
        assert (answer.status_code, answer.json()["rule"]) == (400, "api.bad_cursor"), cursor


@pytest.mark.parametrize("kind", MAKERS)
def test_lists_are_of_the_programs_own_organisation(firm, kind):
    ids, other = make(firm, kind, "A"), found_firm("other", "别家")
    theirs = make(other, kind, "A")
    rows = f"/api/v1/records/{kind}/rows"
    named = json.dumps({"path": MOMENTS[kind], "is_filled": True})

    assert pages(program(firm.admin), rows, filter=named) == [ids]
    assert pages(program(other.admin), rows, filter=named) == [theirs]


def test_views_are_found_by_who_may_see_them(firm):
    make(firm, "customer", "A")
    kept = {"name": "Mine", "filter": {}, "columns": ["name"], "order": "name"}
    li, other = hire(firm, "Li", "agent"), found_firm("other", "别家")
    view = program(li).post("/api/v1/records/customer/views", kept, content_type="application/json").json()["id"]

    asked = {"view": view}
    answers = [program(one).get("/api/v1/records/customer/rows", asked) for one in (li, firm.admin, other.admin)]

    assert [one.status_code for one in answers] == [200, 404, 404]
    assert [list(one["values"]) for one in answers[0].json()["items"]] == [["name"]]


def test_lists_need_their_permission(firm):
    make(firm, "task", "A")
    viewer = program(hire(firm, "Viewer", "viewer"))

    assert viewer.get("/api/v1/records/task/rows").status_code == 403
    assert viewer.get("/api/v1/tasks").status_code == 403
    assert viewer.get("/api/v1/records/unicorn/rows").status_code == 404
    assert viewer.get("/api/v1/records/customer/rows").status_code == 200


@pytest.mark.parametrize("kind", ["customer", "company", "order"])
def test_a_masked_field_is_neither_shown_nor_filtered_nor_sorted_by(firm, kind):
    (record,) = make(firm, kind, "A")
    with scope(firm.id):
        section = actions.create_section(of=kind, name="Contract", by=firm.admin)
        rules = Rules("Cost", is_masked=True)
        field = actions.create_field(section=section, kind=FieldKind.NUMBER, rules=rules, by=firm.admin, now=NOON)
    path, rows = f"field-{field.pk}", f"/api/v1/records/{kind}/rows"
    address = f"/api/v1/{'companies' if kind == 'company' else f'{kind}s'}/{record}/fields"
    body = {"values": {field.pk: 3280}}
    assert program(firm.admin).patch(address, body, content_type="application/json").status_code == 200
    agent, asked = program(hire(firm, "Gao", "agent")), json.dumps({"path": path, "at_least": 1})

    open_, masked = (one.get(rows, {"columns": path}).json()["items"] for one in (program(firm.admin), agent))
    refused = agent.get(rows, {"filter": asked})

    assert [one["values"][path] for one in open_] == [32800000]
    assert [one["values"][path] for one in masked] == [None]
    assert (refused.status_code, refused.json()["rule"]) == (422, "records.bad_filter")
    assert pages(program(firm.admin), rows, filter=asked) == [[record]]


def test_a_masked_number_is_not_told(firm):
    made = make_customer(firm, "Lin", phone="+8613800136120")
    client, rows = program(hire(firm, "Gao", "agent")), "/api/v1/records/customer/rows"

    items = client.get(rows, {"columns": "name,phone"}).json()["items"]
    refused = client.get(rows, {"filter": '{"path": "phone", "contains": "0013"}'})

    assert [(one["id"], one["values"]) for one in items] == [(made.pk, {"name": "Lin", "phone": None})]
    assert (refused.status_code, refused.json()["problem"]) == (422, "masked")
