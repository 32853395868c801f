"""Tasks for programs."""

import pytest

from changlai.customers.tests.factories import make_customer
from tests.support.house import Firm, found_firm, hire
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def test_task_from_making_to_deleting(firm):
    client, lin = program(firm.admin), make_customer(firm, "Lin")
    wanted = {
        "title": "Call",
        "customer_id": lin.pk,
        "due_on": "2026-12-01",
        "repeat": "week",
        "steps": [{"text": "a"}],
    }

    made = send(client, "POST", "/tasks", wanted).json()
    one = f"/tasks/{made['id']}"
    ticked = send(client, "PUT", f"{one}/steps/0", {"is_done": True}).json()
    no_step = send(client, "PUT", f"{one}/steps/9", {"is_done": True})
    moved = send(client, "PUT", f"{one}/day", {"day": "2026-12-02"}).json()
    changed = send(client, "PUT", one, {"title": "Call again", "due_on": "2026-12-02", "repeat": "week"}).json()
    done = send(client, "POST", f"{one}/done").json()
    listed = client.get(f"/api/v1/tasks?customer_id={lin.pk}").json()["items"]
    refused = send(client, "PUT", f"{one}/day", {"day": "2026-12-03"})
    back = send(client, "POST", f"{one}/reopening").json()
    gone = client.delete(f"/api/v1{one}")

    assert (made["way"], made["assignee_id"], ticked["steps"][0]["is_done"], no_step.status_code) == (
        "api",
        firm.admin.pk,
        True,
        404,
    )
    assert (moved["due_on"], changed["title"], done["done_at"] is not None) == ("2026-12-02", "Call again", True)
    assert [(one["title"], one["due_on"]) for one in listed] == [
        ("Call again", "2026-12-09"),
        ("Call again", "2026-12-02"),
    ]
    assert refused.json()["rule"] == "tasks.still_done"
    assert (back["done_at"], gone.status_code) == (None, 204)
    assert client.get("/api/v1/tasks").json() == {"items": [], "next": None}


def test_refusals_name_their_rule(firm):
    li, wang = hire(firm, "Li", "sales"), hire(firm, "Wang", "sales")
    lin = make_customer(firm, "Lin", owner=li)
    client = program(li)

    def rule(body: dict) -> str:
        return send(client, "POST", "/tasks", {"title": "x"} | body).json()["rule"]

    assert rule({"assignee_id": wang.pk}) == "tasks.cannot_assign"
    assert rule({"repeat": "day"}) == "tasks.has_no_date"
    assert rule({"customer_id": make_customer(firm, "Other").pk}) == "tasks.record_out_of_reach"
    assert rule({"record_kind": "moon", "record_id": 1}) == "tasks.record_out_of_reach"
    assert send(client, "POST", "/tasks", {"title": "x", "customer_id": lin.pk}).status_code == 201


def test_team_and_rules(firm):
    client = program(firm.admin)
    send(client, "POST", "/tasks", {"title": "x"})

    made = send(client, "POST", "/task-rules", {"kind": "silent", "title": "Call back", "days": 5}).json()
    off = send(client, "PUT", f"/task-rules/{made['id']}/switch", {"is_on": False}).json()
    changed = send(client, "PUT", f"/task-rules/{made['id']}", {"kind": "handed_over", "title": "Greet"}).json()
    rules = client.get("/api/v1/task-rules").json()
    gone = client.delete(f"/api/v1/task-rules/{made['id']}")
    team = client.get("/api/v1/tasks/team").json()

    assert (made["is_on"], off["is_on"], changed["title"], len(rules), gone.status_code) == (
        True,
        False,
        "Greet",
        1,
        204,
    )
    assert team == [
        {"member_id": firm.admin.pk, "name": "孟佳", "late": 0, "today": 0, "later": 1, "done": 0},
    ]


def test_follow_up_stands_on_the_timeline_and_is_changed_as_a_note(firm):
    client, lin = program(firm.admin), make_customer(firm, "Lin")
    place = f"/customers/{lin.pk}"
    told = {
        "kind": "visit",
        "happened_at": "2026-11-19T10:00:00+08:00",
        "seconds": 1800,
        "outcome": "agreed",
        "text": "Ok",
    }

    made = send(client, "POST", f"{place}/follow-ups", told)
    future = send(client, "POST", f"{place}/follow-ups", told | {"happened_at": "2040-01-01T00:00:00Z"})
    changed = send(
        client, "PUT", f"{place}/follow-ups/{made.json()['id']}", {"text": "Better", "outcome": "declined"}
    ).json()
    customer = client.get(f"/api/v1{place}").json()

    assert (made.status_code, future.json()["rule"]) == (201, "customers.not_yet")
    assert (changed["kind"], changed["text"], changed["outcome"], changed["seconds"]) == (
        "visit",
        "Better",
        "declined",
        None,
    )
    assert customer["followed_up_at"] == "2026-11-19T02:00:00Z"
