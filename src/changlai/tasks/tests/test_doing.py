"""Done once, undone, come round again."""

from datetime import date, time, timedelta

import pytest

from changlai.customers.models import Interaction
from changlai.customers.tests.factories import make_customer
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from changlai.tasks import actions, queries
from changlai.tasks.contracts import About, Draft, Rhythm
from changlai.tasks.days import next_day
from changlai.tasks.enums import TaskRepeat
from changlai.tasks.errors import CannotAssign, CannotSeeCustomer, HasNoDate, StillDone
from changlai.tasks.models import Task
from changlai.tasks.tests.factories import FRIDAY, fresh, make_task, titles
from tests.support.house import NOON, Firm, found_firm, hire, later, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def finish(firm: Firm, *tasks: Task, at=NOON, by=None) -> int:
    with scope(firm.id):
        return actions.finish_many(task_ids=[task.pk for task in tasks], by=by or firm.admin, now=at)


def timeline(firm: Firm, kind: str) -> list[str]:
    with scope(firm.id):
        return [one.facts["title"] for one in Interaction.objects.filter(kind=kind).order_by("id")]


def test_done_task_stands_once_on_its_customers_timeline_and_leaves_it_when_reopened(firm):
    task = make_task(firm, "Call Lin", customer=make_customer(firm, "Lin"))

    first, again = finish(firm, task), finish(firm, task)
    done = timeline(firm, "task_done")
    with scope(firm.id):
        actions.reopen(task=task, by=firm.admin, now=later(1))

    assert (first, again, done) == (1, 0, ["Call Lin"])
    assert timeline(firm, "task_done") == []
    assert fresh(firm, task).done_at is None


def test_what_repeats_comes_round_once_and_undoing_takes_the_next_turn_back(firm):
    task = make_task(
        firm, "Weekly round", at=time(9, 30), steps=("Look", "Write"), rhythm=Rhythm(TaskRepeat.WEEK), remind_minutes=15
    )
    with scope(firm.id):
        actions.tick(task=task, place=0, is_done=True, now=NOON)
        actions.finish(task=task, by=firm.admin, now=NOON)
        actions.finish(task=task, by=firm.admin, now=NOON)
        turns = list(Task.objects.filter(follows=task))
        (turn,) = turns

    assert (turn.due_on, turn.has_hour, [step["is_done"] for step in turn.steps]) == (
        FRIDAY + timedelta(days=7),
        True,
        [False, False],
    )
    assert turn.due_at is not None
    assert turn.remind_at == turn.due_at - timedelta(minutes=15)
    with scope(firm.id):
        actions.reopen(task=task, by=firm.admin, now=later(1))
    assert titles(firm) == ["Weekly round"]


def test_next_turn_that_somebody_changed_stays_when_the_one_before_is_reopened(firm):
    task = make_task(firm, "Daily", rhythm=Rhythm(TaskRepeat.DAY))
    finish(firm, task)
    with scope(firm.id):
        turn = Task.objects.get(follows=task)
        actions.move(task=turn, day=FRIDAY + timedelta(days=3), by=firm.admin, now=later(1))
        actions.reopen(task=task, by=firm.admin, now=later(2))
    again = finish(firm, task, at=later(3))

    assert again == 1
    assert titles(firm, done_at__isnull=True) == ["Daily"]


@pytest.mark.parametrize(
    ("repeat", "every", "start", "today", "expected"),
    [
        (TaskRepeat.DAY, 1, date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
        (TaskRepeat.DAY, 3, date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 22)),
        (TaskRepeat.WEEKDAY, 1, date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 23)),
        (TaskRepeat.WEEK, 2, date(2026, 11, 20), date(2026, 11, 20), date(2026, 12, 4)),
        (TaskRepeat.MONTH, 1, date(2027, 1, 31), date(2027, 1, 31), date(2027, 2, 28)),
        (TaskRepeat.MONTH, 1, date(2027, 2, 28), date(2027, 2, 28), date(2027, 3, 31)),
        (TaskRepeat.MONTH, 12, date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_next_turn_is_the_first_that_is_not_past(repeat, every, start, today, expected):
    assert next_day(start, Rhythm(repeat, every), day_of_month=31 if repeat == "month" else start.day, today=today) == (
        expected
    )


def test_day_ends_where_the_organisation_is(firm):
    task = make_task(firm, "Today")

    due_at = fresh(firm, task).due_at
    assert due_at is not None
    assert due_at.isoformat() == "2026-11-20T15:59:59+00:00"  # midnight in Shanghai


@pytest.mark.django_db(transaction=True)
def test_reminder_is_told_once(firm):
    make_task(firm, "Ring", at=time(13), remind_minutes=30)

    def remind(minutes: float) -> int:
        with scope(firm.id):
            return actions.remind(firm.id, now=later(minutes))

    told = [remind(29), remind(30), remind(31)]
    settle()

    with scope(firm.id):
        assert told == [0, 1, 0]
        assert list(Notification.objects.values_list("kind", "subject")) == [("tasks.reminded", "Ring")]


@pytest.mark.django_db(transaction=True)
def test_who_gets_a_task_and_who_gave_it_are_told(firm):
    li = hire(firm, "Li", "manager")
    task = make_task(firm, "Send the offer", of=li)
    finish(firm, task, by=li)
    settle()

    with scope(firm.id):
        told = list(Notification.objects.order_by("id").values_list("member_id", "kind"))
    assert sorted(told) == sorted([(li.pk, "tasks.assigned"), (firm.admin.pk, "tasks.done")])


def test_refusals_name_their_rule_and_change_nothing(firm):
    sales, other = hire(firm, "Li", "sales"), hire(firm, "Wang", "sales")
    lin = make_customer(firm, "Lin", owner=sales)

    with pytest.raises(CannotAssign):
        make_task(firm, "x", of=other, by=sales)
    with pytest.raises(CannotSeeCustomer):
        make_task(firm, "x", of=other, customer=lin)
    with pytest.raises(HasNoDate):
        make_task(firm, "x", day=None, rhythm=Rhythm(TaskRepeat.DAY))
    done = make_task(firm, "done")
    finish(firm, done)
    with pytest.raises(StillDone), scope(firm.id):
        actions.move(task=fresh(firm, done), day=FRIDAY, by=firm.admin, now=NOON)

    assert titles(firm) == ["done"]


def test_many_are_given_and_the_reason_is_told_for_the_others(firm):
    li = hire(firm, "Li", "sales")
    mine, foreign = make_customer(firm, "Mine", owner=li), make_customer(firm, "Other")
    seen, unseen = make_task(firm, "a", customer=mine), make_task(firm, "b", customer=foreign)
    done = make_task(firm, "c")
    finish(firm, done)

    with scope(firm.id):
        refused = actions.assign(task_ids=[seen.pk, unseen.pk, done.pk], assignee=li, by=firm.admin, now=later(1))

    assert refused.keys() == {unseen.pk, done.pk}
    assert "Li" in refused[unseen.pk]
    assert titles(firm, assignee=li) == ["a"]


def test_changed_reminder_counts_again_and_an_old_one_does_not(firm):
    task = make_task(firm, "Ring", at=time(11), remind_minutes=0)
    with scope(firm.id):
        actions.remind(firm.id, now=NOON)
        same = Draft("Ring him", firm.admin.pk, due_on=FRIDAY, due_time=time(11), remind_minutes=0, about=About())
        actions.change(task=task, draft=same, by=firm.admin, now=later(1))
    kept = fresh(firm, task)
    with scope(firm.id):
        actions.move(task=kept, day=FRIDAY + timedelta(days=1), by=firm.admin, now=later(2))

    assert (kept.title, kept.remind_at) == ("Ring him", None)
    assert fresh(firm, task).remind_at == fresh(firm, task).due_at


def test_page_of_the_team_counts_what_is_late_today_and_later(firm):
    li = hire(firm, "Li", "sales")
    make_task(firm, "late", of=li, day=FRIDAY - timedelta(days=1))
    make_task(firm, "today", of=li)
    make_task(firm, "someday", of=li, day=None)
    finish(firm, make_task(firm, "done", of=li))

    with scope(firm.id):
        counts = {
            one.member.name: (one.late, one.today, one.later, one.done) for one in queries.team(firm.admin, now=NOON)
        }
        own = [one.member.name for one in queries.team(li, now=NOON)]

    assert counts == {"Li": (1, 1, 1, 1), "孟佳": (0, 0, 0, 0)}
    assert own == ["Li"]
