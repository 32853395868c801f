"""Who hears of tasks: the log of events, the members' notices, and open screens."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Organisation
from changlai.customers import actions as customers
from changlai.kernel.events import publish
from changlai.kernel.sse import room, tell_many
from changlai.tasks.events import TaskCreated, TaskDone, TaskReopened
from changlai.tasks.models import Task
from changlai.tasks.notices import ASSIGNED, ASSIGNED_MANY


def tell_made(tasks: Sequence[Task], *, by: str) -> None:
    """New tasks: the log, whoever has to do them, and the screens that show them."""
    publish(
        *(
            TaskCreated(
                organisation_id=task.organisation_id,
                key=task.customer_id or task.pk,
                task_id=task.pk,
                customer_id=task.customer_id or 0,
                assignee_id=task.assignee_id or 0,
                author_id=task.author_id or 0,
                way=task.way,
                at=task.created_at,
            )
            for task in tasks
        )
    )
    tell_assigned(tasks, by=by, at=None)
    tell_screens(tasks)


def tell_done(tasks: Iterable[Task], event: type[TaskDone | TaskReopened], *, by_id: int, at: datetime) -> None:
    """Tasks were done, or are to be done after all."""
    publish(
        *(
            event(
                organisation_id=task.organisation_id,
                key=task.customer_id or task.pk,
                task_id=task.pk,
                customer_id=task.customer_id or 0,
                assignee_id=task.assignee_id or 0,
                by_id=by_id,
                at=at,
            )
            for task in tasks
        )
    )


def tell_assigned(tasks: Sequence[Task], *, by: str, at: datetime | None) -> None:
    """Whoever got tasks from somebody else is told: of one by its title, of many by their number."""
    given: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for task in tasks:
        if task.assignee_id and task.assignee_id != task.author_id:
            given[task.organisation_id, task.assignee_id].append(task)
    slugs = slugs_of(organisation_id for organisation_id, _member in given)
    publish(
        *(
            NoticeRaised(
                organisation_id=organisation_id,
                key=member_id,
                kind=ASSIGNED if len(mine) == 1 else ASSIGNED_MANY,
                member_id=member_id,
                subject=mine[0].title,
                url=address(slugs[organisation_id], mine[0] if len(mine) == 1 else None),
                once=f"task:{mine[0].pk}:{len(mine)}:{member_id}:{at.isoformat() if at else ''}",
                values={"by": by, "title": mine[0].title, "count": len(mine)},
            )
            for (organisation_id, member_id), mine in given.items()
        )
    )


def address(slug: str, task: Task | None) -> str:
    """Where a task, or the reader's day, is."""
    return reverse("tasks:task", args=[slug, task.pk]) if task else reverse("tasks:mine", args=[slug])


def slugs_of(organisation_ids: Iterable[int]) -> dict[int, str]:
    """The organisations' names in addresses; nothing is asked for none."""
    wanted = set(organisation_ids)
    return dict(Organisation.objects.filter(id__in=wanted).values_list("id", "slug")) if wanted else {}


def tell_screens(tasks: Iterable[Task], *others: int | None) -> None:
    """The figures in the menu of whoever does them (and of ``others``) and their customers' pages look again."""
    found = list(tasks)
    if not found:
        return
    people = {(task.organisation_id, task.assignee_id) for task in found if task.assignee_id}
    people |= {(found[0].organisation_id, one) for one in others if one}
    tell_many([(room(org, "notices", member), "counts", {}) for org, member in sorted(people)])
    customers.tell_screens((task.organisation_id, task.customer_id) for task in found if task.customer_id)
