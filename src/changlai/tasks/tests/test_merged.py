"""Tasks of what becomes one: they follow, whoever made them and whatever goes on meanwhile."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from changlai.companies import actions as companies
from changlai.companies.models import Company
from changlai.companies.tests.factories import make_company
from changlai.customers.actions import Merge, merge_many
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.tasks import actions
from changlai.tasks.actions.rules import Wish
from changlai.tasks.contracts import About, Draft, Rhythm
from changlai.tasks.enums import TaskRepeat, TaskRuleKind
from changlai.tasks.errors import NotWithinReach
from changlai.tasks.models import Task
from changlai.tasks.tests.factories import FRIDAY
from tests.support.house import NOON, found_firm, hire, settle
from tests.support.waiting import aside, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def firm():
    return found_firm()


def task_about(firm, company: Company, title: str, repeat=TaskRepeat.NEVER) -> Task:
    draft = Draft(title, firm.admin.pk, due_on=FRIDAY, rhythm=Rhythm(repeat), about=About(None, "company", company.pk))
    with scope(firm.id):
        return actions.create(draft=draft, by=firm.admin, now=NOON)


def merge(firm, into: Company, other: Company):
    with scope(firm.id):
        return companies.merge(into=into, other=other, choices={}, by=firm.admin, now=LATER)


def finish(firm, task: Task) -> None:
    with scope(firm.id):
        actions.finish(task=task, by=firm.admin, now=NOON)


def about(firm) -> set[tuple[str, str, int | None]]:
    """Title, way and company of every task."""
    with scope(firm.id):
        return set(Task.objects.values_list("title", "way", "record_id"))


def waiting(deed: Callable[[], object]) -> threading.Thread:
    """Do something aside; when this returns, it waits for a lock of ours."""
    thread = aside(deed)
    until_it_waits()
    return thread


def test_rule_gives_its_task_for_a_customer_who_was_merged_before_it_was_carried_out(firm):
    li = hire(firm, "Li", "sales")
    with scope(firm.id):
        actions.create_rule(wish=Wish(TaskRuleKind.HANDED_OVER, "Greet", 7, 1), by=firm.admin, now=NOON)
    stays, goes = make_customer(firm, "Lin", owner=li), make_customer(firm, "Lin again", owner=li)
    with scope(firm.id):
        merge_many([Merge(firm.id, stays.pk, (goes.pk,), reason="test")])
    settle()

    with scope(firm.id):
        found = list(Task.objects.order_by("id").values_list("title", "customer_id", "assignee_id"))
    assert found == [("Greet", stays.pk, li.pk)] * 2


def test_companys_tasks_follow_it_however_they_were_made_and_come_back(firm):
    into, other = make_company(firm, "Into"), make_company(firm, "Other")
    task_about(firm, into, "Own")
    task_about(firm, other, "Open")
    finish(firm, task_about(firm, other, "Weekly", TaskRepeat.WEEK))
    before = about(firm)

    merging = merge(firm, into, other)
    merged = about(firm)
    with scope(firm.id):
        companies.part(merging=merging, by=firm.admin, now=LATER + timedelta(hours=1))

    assert {title for title, _way, _company in before} == {"Own", "Open", "Weekly"}
    assert merged == {(title, way, into.pk) for title, way, _company in before}
    assert ("Weekly", "repeat", other.pk) in before
    assert about(firm) == before


def test_next_turn_that_is_made_while_companies_are_merged_goes_along(firm):
    into, other = make_company(firm, "Into"), make_company(firm, "Other")
    weekly = task_about(firm, other, "Weekly", TaskRepeat.WEEK)

    with scope(firm.id):
        actions.finish(task=weekly, by=firm.admin, now=NOON)
        merging = waiting(lambda: merge(firm, into, other))
    merging.join()

    assert about(firm) == {("Weekly", "hand", into.pk), ("Weekly", "repeat", into.pk)}


def test_task_that_is_made_while_its_company_is_merged_goes_along(firm):
    into, other = make_company(firm, "Into"), make_company(firm, "Other")

    with scope(firm.id):
        task_about(firm, other, "New")
        merging = waiting(lambda: merge(firm, into, other))
    merging.join()

    assert about(firm) == {("New", "hand", into.pk)}


def test_task_about_a_company_that_is_being_merged_away_is_refused(firm):
    into, other = make_company(firm, "Into"), make_company(firm, "Other")
    refused: list[str] = []

    def too_late() -> None:
        try:
            task_about(firm, other, "New")
        except NotWithinReach as refusal:
            refused.append(refusal.rule)

    with scope(firm.id):
        companies.merge(into=into, other=other, choices={}, by=firm.admin, now=LATER)
        making = waiting(too_late)
    making.join()

    assert refused == ["tasks.record_out_of_reach"]
    assert about(firm) == set()
