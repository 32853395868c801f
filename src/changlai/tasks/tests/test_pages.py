"""The pages of tasks, as people use them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changlai.customers.tests.factories import browser, make_customer
from changlai.kernel.tenancy import scope
from changlai.tasks.models import Task, TaskRule
from changlai.tasks.tests.factories import make_task, titles
from tests.support.house import Firm, found_firm, hire

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/tasks/"
HTMX = {"hx_request": "true"}


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def today():
    return timezone.localdate()


def statements(client, address: str) -> int:
    client.get(address)  # what is remembered for a process is remembered now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_task_is_made_in_the_dialog_done_with_one_click_and_brought_back(firm):
    client, lin = browser(firm.admin, **HTMX), make_customer(firm, "Lin")
    dialog = client.get(f"{HOME}new/?customer={lin.pk}&place=/o/hemu/inbox/7/&label=Talk").content.decode()
    filled = {
        "title": "Call Lin",
        "assignee": firm.admin.pk,
        "due_on": today().isoformat(),
        "due_time": "23:50",
        "priority": "1",
        "repeat": "",
        "every": "1",
        "reminder": "15",
        "steps": "Find the offer\n[x] Read it",
        "about": f"customer:{lin.pk}",
        "place": "/o/hemu/inbox/7/",
        "place_label": "Talk",
    }
    made = client.post(f"{HOME}new/", filled)
    day = words(browser(firm.admin).get(HOME))
    panel = client.get(f"/o/hemu/customers/{lin.pk}/tasks/").content.decode()
    with scope(firm.id):
        (task,) = Task.objects.all()
    done = client.post(f"{HOME}{task.pk}/done/")
    count = client.get(f"{HOME}count/").content
    back = client.post(f"{HOME}{task.pk}/reopening/")

    assert "Lin" in dialog
    assert (made.status_code, "tasksChanged" in made["HX-Trigger"]) == (204, True)
    assert (task.customer_id, task.priority, task.place, len(task.steps)) == (lin.pk, 1, "/o/hemu/inbox/7/", 2)
    assert "Call Lin" in day
    assert "Call Lin" in panel
    assert "is-done" in done.content.decode()
    assert "Undo" in words(done)
    assert (count, client.get(f"{HOME}count/").content) == (b"", b"1")
    assert "is-done" not in back.content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "Say what is to be done"),
        ({"repeat": "day", "due_on": ""}, "needs a day to count from"),
        ({"due_time": "10:00", "due_on": ""}, "An hour needs its day"),
        ({"steps": "x\n" * 51}, "at most 50 steps"),
    ],
)
def test_bad_task_is_refused_and_keeps_what_was_typed(firm, values, sentence):
    filled = {"title": "Call", "assignee": firm.admin.pk, "priority": "2", "every": "1", "due_on": "2026-11-20"}
    answer = browser(firm.admin, **HTMX).post(f"{HOME}new/", filled | values)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert titles(firm) == []


def test_lists_take_the_same_number_of_statements_for_one_and_many(firm):
    client = browser(firm.admin)
    li = hire(firm, "Li", "sales")

    def fill(count: int) -> None:
        for number in range(count):
            customer = make_customer(firm, f"C{number}-{count}")
            make_task(firm, f"T{number}", customer=customer, day=today() - timedelta(days=1 + number % 3))
            make_task(firm, f"L{number}", of=li, day=today() - timedelta(days=1))

    pages = ("", "overdue/", "team/", "calendar/", f"calendar/?week={today().isoformat()}")
    fill(1)
    few = [statements(client, HOME + page) for page in pages]
    fill(20)

    assert [statements(client, HOME + page) for page in pages] == few


def test_own_level_sees_own_tasks_and_what_was_given_to_others(firm):
    li, wang = hire(firm, "Li", "sales"), hire(firm, "Wang", "sales")
    given = make_task(firm, "Given by Li", of=li, by=li)
    foreign = make_task(firm, "Wang's own", of=wang)
    viewer = hire(firm, "Viewer", "viewer")
    client = browser(li, **HTMX)

    assert client.get(f"{HOME}{given.pk}/").status_code == 200
    assert client.get(f"{HOME}{foreign.pk}/").status_code == 404
    assert client.post(f"{HOME}{foreign.pk}/done/").status_code == 404
    assert "Wang's own" not in words(client.get(f"{HOME}?member={wang.pk}"))
    assert browser(viewer).get(HOME).status_code == 403


def test_foreign_organisation_has_nothing_here(firm):
    other = found_firm("xuanniao", "玄鸟")
    foreign = make_task(other, "Secret")

    client = browser(firm.admin, **HTMX)

    assert client.get(f"{HOME}{foreign.pk}/").status_code == 404
    assert client.post(f"{HOME}{foreign.pk}/removal/").status_code == 404
    assert titles(other) == ["Secret"]


def test_task_is_put_off_and_carried_in_the_calendar(firm):
    task, tomorrow = make_task(firm, "Carry me", day=today()), today() + timedelta(days=1)
    client = browser(firm.admin, **HTMX)

    moved = client.post(f"{HOME}{task.pk}/day/", {"day": tomorrow.isoformat()})
    week = client.get(f"{HOME}calendar/?week={tomorrow.isoformat()}").content.decode()
    wrong = client.post(f"{HOME}{task.pk}/day/", {"day": "soon"})

    assert moved.status_code == 204
    assert wrong.status_code == 422
    cell = week.split(f'data-day="{tomorrow.isoformat()}"')[1].split("data-day=")[0]
    assert "Carry me" in cell


@pytest.mark.parametrize(("language", "told"), [("en", "February 2027"), ("zh-hans", "2027年2月")])
def test_calendar_names_its_month_as_the_language_does(firm, language, told):
    html = browser(firm.admin, language=language).get(f"{HOME}calendar/?month=2027-02-03").content.decode()

    assert f'<h2 class="task-when">{told}</h2>' in html


def test_masked_customer_of_a_task_stays_out_of_sight(firm):
    li = hire(firm, "Li", "sales")
    lin = make_customer(firm, "Lin", owner=li)
    make_task(firm, "About somebody", of=li, customer=lin, day=today())
    with scope(firm.id):
        lin.owner = None
        lin.save(update_fields=["owner"])

    day = words(browser(li).get(HOME))

    assert "About somebody" in day
    assert "Lin" not in day


def test_rule_is_made_switched_off_and_deleted(firm):
    client, place = browser(firm.admin, **HTMX), "/o/hemu/settings/task-rules/"
    made = client.post(
        f"{place}new/", {"kind": "silent", "days": "9", "title": "Call back", "due_in_days": "1", "priority": "2"}
    )
    with scope(firm.id):
        rule = TaskRule.objects.get()
    listed = words(browser(firm.admin).get(place))
    off = words(client.post(f"{place}{rule.pk}/switch/", {"is_on": "0"}))
    client.post(f"{place}{rule.pk}/removal/")

    assert made["HX-Redirect"] == place
    assert "followed up a customer for 9 days" in listed
    assert "Switch on" in off
    with scope(firm.id):
        assert not TaskRule.objects.exists()


def test_empty_pages_say_what_they_are_for(firm):
    client = browser(firm.admin)

    assert "Nothing to do" in words(client.get(HOME))
    assert "Nothing is late" in words(client.get(f"{HOME}overdue/"))
    assert "No rules yet" in words(client.get("/o/hemu/settings/task-rules/"))


def test_address_of_elsewhere_is_never_kept(firm):
    filled = {"title": "x", "assignee": firm.admin.pk, "priority": "2", "place": "https://evil.example/", "every": "1"}
    browser(firm.admin, **HTMX).post(f"{HOME}new/", filled)

    with scope(firm.id):
        assert Task.objects.get().place == ""
