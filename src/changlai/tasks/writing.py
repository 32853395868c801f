"""What lists write into tasks: what the form of a task takes, and nothing into one that is done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from changlai.accounts.models import Member
from changlai.records.columns import Write
from changlai.records.members import colleague_of
from changlai.records.writing import read_by, text_of
from changlai.tasks import actions
from changlai.tasks.errors import BadTask, CannotAssign, HasNoDate
from changlai.tasks.forms import TaskForm


def fact(name: str) -> Write:
    """What tasks say: title, text or priority."""

    def write(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
        value = read_by(TaskForm.base_fields[name], raw, BadTask)
        value = int(str(value)) if name == "priority" else value
        return actions.write_many(task_ids=ids, changes={name: value}, by=member, now=now)

    return write


def assignee(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """Who does it."""
    return actions.assign(task_ids=ids, assignee=colleague(raw), by=member, now=now)


def day(member: Member, ids: Sequence[int], raw: object, now: datetime) -> Mapping[int, str]:
    """When it is due: another day, at the same hour."""
    return actions.move_many(task_ids=ids, day=day_of(raw), by=member, now=now)


def colleague(raw: object) -> Member:
    """Somebody who works here, by the text of an id. Raises CannotAssign."""
    found = colleague_of(raw)
    if found is None:
        raise CannotAssign("")
    return found


def day_of(raw: object) -> date:
    """A day as it was chosen. Raises HasNoDate."""
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(text_of(raw))
    except ValueError:
        raise HasNoDate from None
