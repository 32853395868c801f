"""Tasks for tests, made by the module's own actions."""

from datetime import date, time
from typing import Any

from changlai.accounts.models import Member
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.tasks import actions
from changlai.tasks.contracts import About, Draft, Rhythm, Step
from changlai.tasks.models import Task
from tests.support.house import NOON, Firm

FRIDAY = date(2026, 11, 20)  # NOON's day


def make_task(  # noqa: PLR0913 - what a task is made of
    firm: Firm,
    title: str,
    *,
    of: Member | None = None,
    by: Member | None = None,
    customer: Customer | None = None,
    day: date | None = FRIDAY,
    at: time | None = None,
    steps: tuple[str, ...] = (),
    rhythm: Rhythm | None = None,
    **more: Any,
) -> Task:
    draft = Draft(
        title,
        (of or firm.admin).pk,
        due_on=day,
        due_time=at,
        rhythm=rhythm or Rhythm(),
        steps=[Step(one) for one in steps],
        about=About(customer.pk if customer else None),
        **more,
    )
    with scope(firm.id):
        return actions.create(draft=draft, by=by or firm.admin, now=NOON)


def fresh(firm: Firm, task: Task) -> Task:
    with scope(firm.id):
        return Task.objects.get(pk=task.pk)


def titles(firm: Firm, **wanted: Any) -> list[str]:
    with scope(firm.id):
        return list(Task.objects.filter(**wanted).order_by("id").values_list("title", flat=True))
