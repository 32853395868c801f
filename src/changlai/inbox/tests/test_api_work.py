"""Sharing out, time, ratings and the board for programs: the same rules as on screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.inbox import actions
from changlai.inbox.tests.desk import hire_with, texts_in, write
from changlai.inbox.tests.test_api import Program
from changlai.inbox.tests.test_board import count, served
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm, hire

WEEK = [[[540, 720], [810, 1080]]] * 5 + [[], []]


@pytest.fixture
def program(firm):
    return Program(firm.admin)


def in_days(count: int) -> str:
    return (timezone.now() + timedelta(days=count)).isoformat()


def test_rules_are_added_changed_moved_and_removed(program, firm):
    li = hire(firm, "Li", "agent")
    first = program.send("POST", "/assignment-rules", {"name": "A", "target": "everybody"}).json()
    rule = {"name": "B", "target": "member", "member_id": li.pk, "conditions": {"words": ["price"]}}
    second = program.send("POST", "/assignment-rules", rule).json()

    moved = program.send("PUT", f"/assignment-rules/{second['id']}/place", {"position": 1}).json()["items"]
    changed = program.send("PUT", f"/assignment-rules/{first['id']}", {"name": "C", "target": "nobody"})
    off = program.send("PUT", f"/assignment-rules/{first['id']}/switch", {"is_active": False}).json()
    removed = program.send("DELETE", f"/assignment-rules/{second['id']}")

    assert [one["name"] for one in moved] == ["B", "A"]
    assert (off["name"], off["is_active"]) == ("C", False)
    assert moved[0]["conditions"]["words"] == ["price"]
    assert (changed.json()["target"], removed.status_code) == ("nobody", 204)
    assert [one["name"] for one in program.get("/assignment-rules").json()["items"]] == ["C"]
    assert program.send("POST", "/assignment-rules", {"name": "D", "target": "member"}).json()["rule"] == "no_target"


def test_a_conversation_is_snoozed_and_brought_back(program, firm):
    conversation = write(firm, "Lin", "hi")
    path = f"/conversations/{conversation.pk}/snooze"

    snoozed = program.send("PUT", path, {"until": in_days(1)})
    listed = program.get("/conversations", state="snoozed").json()["items"]
    back = program.send("DELETE", path)

    assert snoozed.json()["snoozed_until"] is not None
    assert [one["id"] for one in listed] == [conversation.pk]
    assert back.json()["snoozed_until"] is None
    assert program.send("PUT", path, {"until": in_days(-1)}).json()["rule"] == "bad_snooze"


def test_a_message_is_planned_changed_sent_and_called_off(program, firm):
    conversation = write(firm, "Lin", "hi")
    path = f"/conversations/{conversation.pk}/plans"
    one, two = (program.send("POST", path, {"text": text, "send_at": in_days(1)}).json() for text in ("one", "two"))

    changed = program.send("PUT", f"/plans/{one['id']}", {"text": "uno", "send_at": in_days(2)}).json()
    sent = program.send("POST", f"/plans/{one['id']}/sending").json()
    off = program.send("DELETE", f"/plans/{two['id']}").json()

    assert (changed["text"], sent["state"], off["state"]) == ("uno", "sent", "cancelled")
    assert texts_in(conversation) == ["hi", "uno"]
    assert program.send("DELETE", f"/plans/{two['id']}").json()["rule"] == "too_late"
    assert [row["state"] for row in program.get(path).json()["items"]] == ["cancelled", "sent"]


def test_the_desk_reasons_and_workplaces_are_set(program, firm):
    li = hire(firm, "Li", "agent")
    wanted = program.get("/desk").json() | {"first_answer_minutes": 5, "is_reason_required": True}
    desk = program.send("PUT", "/desk", wanted).json()
    reason = program.send("POST", "/close-reasons", {"name": "Solved"}).json()
    program.send("PUT", f"/workplaces/{li.pk}", {"capacity": 4})
    conversation = write(firm, "Lin", "hi")

    needed = program.send("POST", f"/conversations/{conversation.pk}/closure")
    closed = program.send("POST", f"/conversations/{conversation.pk}/closure", {"reason_id": reason["id"]})

    assert (desk["first_answer_minutes"], needed.json()["rule"]) == (5, "reason_needed")
    assert closed.json()["close_reason_id"] == reason["id"]
    assert {one["member_id"]: one["capacity"] for one in program.get("/workplaces").json()["items"]}[li.pk] == 4
    renamed = program.send("PUT", f"/close-reasons/{reason['id']}", {"name": "Done"}).json()
    assert renamed["name"] == "Done"


def test_hours_days_and_presence_are_kept(program):
    assert program.send("PUT", "/hours", {"is_always": False, "week": WEEK}).json()["week"] == WEEK
    bad = program.send("PUT", "/hours", {"is_always": False, "week": [[[9, 5]]] * 7})
    made = program.send("POST", "/hours/days", {"first": "2026-10-01", "last": "2026-10-02", "name": "国庆节"})
    (one, _two) = made.json()["items"]

    assert bad.json()["rule"] == "bad_ranges"
    assert program.send("DELETE", f"/hours/days/{one['id']}").status_code == 204
    assert [day["day"] for day in program.get("/hours/days").json()["items"]] == ["2026-10-02"]
    assert program.send("PUT", "/me/presence", {"presence": "away"}).json() == {"presence": "away"}


def test_why_somebody_has_it_what_the_customer_said_and_what_the_board_says(program, firm):
    conversation = served(firm, "Lin", firm.admin, answered=2, solved=10, score=5)
    count(firm)
    day = NOON.date().isoformat()

    history = program.get(f"/conversations/{conversation.pk}/assignments").json()["items"]
    lines = program.get("/board", first=day, last=day).json()["lines"]

    assert [(one["cause"], one["member_id"]) for one in history] == [("answer", firm.admin.pk)]
    assert program.get(f"/conversations/{conversation.pk}/rating").status_code == 404
    whole = next(line for line in lines if line["split"] == "all")
    assert (whole["opened"], whole["first_median"], whole["score"]) == (1, 120, 5.0)
    assert program.get("/board", first="0001-01-01", last="9999-12-31").status_code == 200


def test_setting_up_is_for_who_may_and_stays_in_the_house(firm):
    agent = Program(hire_with(firm, inbox_view="all"))
    other = found_firm("other", "别家")
    with scope(other.id):
        foreign = actions.add_reason(name="Foreign", is_rated=True, by=other.admin)

    assert [agent.get(path).status_code for path in ("/assignment-rules", "/desk")] == [403, 403]
    mine = Program(firm.admin)
    assert mine.send("PUT", f"/close-reasons/{foreign.pk}", {"name": "Mine"}).status_code == 404
    assert mine.get("/close-reasons").json()["items"] == []
