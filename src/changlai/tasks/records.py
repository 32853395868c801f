"""Tasks as a kind of record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changlai.records.contracts import Face, HouseView, Kind
from changlai.tasks.models import Task
from changlai.tasks.queries import editable_by, visible_to
from changlai.ui.times import day_words, moment_words

OPEN = {"path": "done_at", "is_empty": True}


def faces(ids: Sequence[int]) -> Mapping[int, Face]:
    """Titles, and when they are due; one statement."""
    rows = Task.objects.filter(id__in=ids).values_list("id", "title", "due_on", "due_at", "has_hour")
    return {
        one: Face(title, _due(due_on, due_at, has_hour=has_hour), icon="clipboard")
        for one, title, due_on, due_at, has_hour in rows
    }


def _due(due_on: date | None, due_at: datetime | None, *, has_hour: bool) -> str:
    if due_on is None or due_at is None:
        return ""
    return moment_words(due_at, timezone.now()) if has_hour else day_words(due_on)


KINDS = (
    Kind(
        slug="task",
        label=_("Task"),
        plural=_("Tasks"),
        table="tasks_task",
        permission="tasks.view",
        edit_permission="tasks.edit",
        visible=visible_to,
        editable=editable_by,
        faces=faces,
        page=("tasks:task", "task_id"),
        place="tasks:list",
        icon="clipboard",
        columns=("assignee", "due_on", "priority", "done_at"),
        order="due_at",
        quick=("assignee", "priority"),
        views=(
            HouseView("open", _("Open tasks"), {"all": [OPEN]}),
            HouseView("all", _("All tasks"), {"all": []}),
            HouseView("mine", _("My tasks"), {"all": [OPEN, {"path": "assignee", "is": "me"}]}),
        ),
        find="words",
        title="title",
    ),
)
