"""Telling members before their tasks are due."""

from datetime import datetime

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.kernel import db
from changlai.kernel.events import publish
from changlai.tasks.actions.telling import address, slugs_of
from changlai.tasks.models import Task
from changlai.tasks.notices import REMINDED
from changlai.ui.times import day_words, moment_words

AT_ONCE = 500
_TAKE = """
    with due as (
      select id, remind_at from tasks_task where organisation_id = %(org)s and remind_at <= %(now)s
      order by remind_at limit %(limit)s for no key update)
    update tasks_task t set remind_at = null from due d
    where t.organisation_id = %(org)s and t.id = d.id returning t.id, d.remind_at"""


def remind(organisation_id: int, *, now: datetime) -> int:
    """Tell whose moment has come; how many, at most AT_ONCE. What is told and that it was is one transaction."""
    taken: dict[int, datetime] = dict(db.rows(_TAKE, {"org": organisation_id, "now": now, "limit": AT_ONCE}))
    if not taken:
        return 0
    slug = slugs_of([organisation_id])[organisation_id]
    with timezone.override(accounts.zone_of(organisation_id)):
        publish(
            *(
                NoticeRaised(
                    organisation_id=organisation_id,
                    key=task.assignee_id,
                    kind=REMINDED,
                    member_id=task.assignee_id,
                    subject=task.title,
                    url=address(slug, task),
                    once=f"task-reminder:{task.pk}:{taken[task.pk].isoformat()}",
                    values={"title": task.title, "due": _due(task, now)},
                )
                for task in Task.objects.filter(id__in=list(taken), done_at__isnull=True).order_by("id")
                if task.assignee_id
            )
        )
    return len(taken)


def _due(task: Task, now: datetime) -> str:
    if task.due_at is None or task.due_on is None:
        return ""
    return moment_words(task.due_at, now) if task.has_hour else day_words(task.due_on)
