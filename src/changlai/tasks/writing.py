"""What lists write into tasks: what the form of a task takes, and nothing into one that is done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.tasks import actions
from changlai.tasks.errors import BadTask, CannotAssign, HasNoDate
from changlai.tasks.forms import TaskForm

Write = Callable[[Member, Sequence[int], Any, datetime], Mapping[int, str]]


def fact(name: str) -> Write:
    """What tasks say: title, text or priority."""

    def write(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
        try:
            value: object = TaskForm.base_fields[name].clean(_text(raw))
        except ValidationError as error:
            raise BadTask(" ".join(error.messages)) from error
        value = int(str(value)) if name == "priority" else value
        return actions.write_many(task_ids=ids, changes={name: value}, by=member, now=now)

    return write


def assignee(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
    """Who does it."""
    return actions.assign(task_ids=ids, assignee=colleague(_text(raw)), by=member, now=now)


def day(member: Member, ids: Sequence[int], raw: Any, now: datetime) -> Mapping[int, str]:  # noqa: ANN401 - the port's
    """When it is due: another day, at the same hour."""
    return actions.move_many(task_ids=ids, day=day_of(raw), by=member, now=now)


def colleague(raw: str) -> Member:
    """Somebody who works here, by the text of an id. Raises CannotAssign."""
    known = raw.isascii() and raw.isdigit() and db.is_id(int(raw))
    rows = Member.objects.select_related("role", "department")
    found = rows.filter(pk=raw, is_active=True).first() if known else None
    if found is None:
        raise CannotAssign("")
    return found


def day_of(raw: Any) -> date:  # noqa: ANN401 - what a form or JSON holds
    """A day as it was chosen. Raises HasNoDate."""
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(_text(raw))
    except ValueError:
        raise HasNoDate from None


def _text(raw: Any) -> str:  # noqa: ANN401 - as above
    told = raw[0] if isinstance(raw, list | tuple) and raw else raw
    return str(told or "").replace("\x00", "").strip()
