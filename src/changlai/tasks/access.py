"""Why somebody sees a task: what the page that explains access asks."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import RecordFacts, RecordKind
from changlai.accounts.models import Member
from changlai.tasks import queries


def look(asker: Member, task_id: int) -> RecordFacts | None:
    """What the task is called, and who does it."""
    try:
        task = queries.get_for(asker, task_id)
    except Http404:
        return None
    return RecordFacts(task.title, task.assignee)


def is_seen(member: Member, task_id: int) -> bool:
    """As the lists say."""
    return queries.visible_to(member).filter(id=task_id).exists()


RECORDS = (RecordKind("task", _("Task"), "tasks:task", "task_id", ("tasks.view", "tasks.edit"), look, is_seen),)
