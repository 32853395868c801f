"""What tasks are about, in words and addresses the reader may see; and where the organisation's days begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from changlai.accounts.models import Member
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.records import queries as records
from changlai.records.contracts import Kind
from changlai.tasks.contracts import About
from changlai.tasks.errors import NotWithinReach
from changlai.tasks.models import Task

CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record a task is about. ``url_name`` with ``argument`` is its page; both empty for one out of sight."""

    label: str
    icon: str
    url_name: str = ""
    argument: str = ""
    record_id: int = 0
    customer: Customer | None = None


def subjects(member: Member, tasks: Sequence[Task]) -> dict[int, Subject]:
    """By task: what it is about, as far as the member may see it. One statement, and two for each kind besides."""
    wanted = {task.customer_id for task in tasks if task.customer_id}
    seen = {one.pk: one for one in customers.visible_to(member).filter(id__in=wanted)} if wanted else {}
    found = {
        task.pk: Subject(
            seen[task.customer_id].name,
            "user",
            "customers:detail",
            "customer_id",
            task.customer_id,
            seen[task.customer_id],
        )
        for task in tasks
        if task.customer_id in seen
    }
    for slug in sorted({task.record_kind for task in tasks if task.record_kind}):
        kind = kind_for(member, slug)
        if kind is None:
            continue
        mine = {task.pk: task.record_id for task in tasks if task.record_kind == slug and task.record_id}
        ids = list(kind.visible(member).filter(id__in=set(mine.values())).values_list("id", flat=True))
        faces = kind.faces(ids)
        name, argument = kind.page
        found |= {
            task_id: Subject(faces[record_id].title, kind.icon, name, argument, record_id)
            for task_id, record_id in mine.items()
            if record_id in faces
        }
    return found


def check_about(member: Member, about: About) -> About:
    """The same, once the member may see the record; of a merged customer the present id. Raises NotWithinReach."""
    if about.customer_id is not None:
        if not db.is_id(about.customer_id):
            raise NotWithinReach
        current = customers.current_id(about.customer_id)
        if not customers.visible_to(member).filter(id=current).exists():
            raise NotWithinReach
        return About(current, place=about.place, place_label=about.place_label)
    if about.kind:
        kind = kind_for(member, about.kind)
        if kind is None or about.record_id is None or not db.is_id(about.record_id):
            raise NotWithinReach
        if not kind.visible(member).filter(id=about.record_id).exists():
            raise NotWithinReach
    return about


def kind_for(member: Member, slug: str) -> Kind | None:
    """A kind of record, as far as the member may see any of it; None when there is no such kind."""
    try:
        kind = records.kind_of(slug)
    except KeyError:
        return None
    return kind if member.can(kind.permission) else None
