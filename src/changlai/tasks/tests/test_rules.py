"""Rules that make tasks: each customer once for one cause, from now on."""

from datetime import timedelta

import pytest

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.actions import FollowUp
from changlai.customers.enums import FollowUpKind
from changlai.customers.models import Customer
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.tasks import actions
from changlai.tasks.actions.rules import Wish
from changlai.tasks.enums import TaskRuleKind
from changlai.tasks.models import Task, TaskRule
from changlai.tasks.tests.factories import FRIDAY, titles
from tests.support.house import NOON, Firm, found_firm, hire, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def make_rule(firm: Firm, kind: TaskRuleKind, *, days: int = 7, at=NOON) -> TaskRule:
    with scope(firm.id):
        return actions.create_rule(wish=Wish(kind, "Call back", days, 1), by=firm.admin, now=at)


def follow_up(firm: Firm, customer: Customer, *, days: float, next_on=None) -> None:
    at = NOON + timedelta(days=days)
    told = FollowUp(FollowUpKind.CALL, at, 60, next_on=next_on, next_title="Follow up Lin")
    with scope(firm.id):
        customers.log_follow_up(customer=customer, follow_up=told, text="", by=firm.admin, now=at)


def look(firm: Firm, rule: TaskRule, *, days: float) -> None:
    with scope(firm.id):
        while actions.apply_silent(rule.pk, now=NOON + timedelta(days=days)):
            pass


def test_who_waits_without_a_follow_up_is_remembered_once(firm):
    li = hire(firm, "Li", "sales")
    lin, nobodys = make_customer(firm, "Lin", owner=li), make_customer(firm, "Nobody's")
    follow_up(firm, lin, days=-30)
    rule = make_rule(firm, TaskRuleKind.SILENT)
    follow_up(firm, lin, days=1)
    follow_up(firm, nobodys, days=1)

    look(firm, rule, days=7)
    before = titles(firm)
    look(firm, rule, days=8.5)
    look(firm, rule, days=9)
    once = titles(firm, assignee=li, customer=lin, rule=rule)
    follow_up(firm, lin, days=10)
    look(firm, rule, days=18)

    assert (before, once) == ([], ["Call back"])
    assert titles(firm) == ["Call back", "Call back"]


def test_rule_switched_off_makes_nothing_and_looks_from_now_on_when_it_is_back(firm):
    lin = make_customer(firm, "Lin", owner=firm.admin)
    rule = make_rule(firm, TaskRuleKind.SILENT)
    follow_up(firm, lin, days=1)
    with scope(firm.id):
        actions.switch_rule(rule=rule, is_on=False, by=firm.admin, now=NOON)
    look(firm, rule, days=9)
    with scope(firm.id):
        actions.switch_rule(rule=rule, is_on=True, by=firm.admin, now=NOON + timedelta(days=10))
    look(firm, rule, days=10)

    assert titles(firm) == []


def test_many_of_one_moment_are_all_remembered(firm, monkeypatch):
    monkeypatch.setattr("changlai.tasks.actions.rules.AT_ONCE", 2)
    rule = make_rule(firm, TaskRuleKind.SILENT)
    for name in ("a", "b", "c", "d", "e"):
        follow_up(firm, make_customer(firm, name, owner=firm.admin), days=1)

    look(firm, rule, days=9)

    assert len(titles(firm)) == 5


@pytest.mark.django_db(transaction=True)
def test_new_person_responsible_gets_a_task_once(firm):
    make_rule(firm, TaskRuleKind.HANDED_OVER)
    li: Member = hire(firm, "Li", "sales")
    make_customer(firm, "Lin", owner=li)
    settle()
    settle()

    with scope(firm.id):
        (task,) = Task.objects.all()
    assert (task.title, task.assignee_id, task.way) == ("Call back", li.pk, "rule")


@pytest.mark.django_db(transaction=True)
def test_follow_up_with_a_next_day_makes_the_members_task_once(firm):
    lin = make_customer(firm, "Lin")
    follow_up(firm, lin, days=0, next_on=FRIDAY + timedelta(days=5))
    settle()
    settle()

    with scope(firm.id):
        (task,) = Task.objects.all()
    assert (task.title, task.due_on, task.customer_id, task.assignee_id) == (
        "Follow up Lin",
        FRIDAY + timedelta(days=5),
        lin.pk,
        firm.admin.pk,
    )
