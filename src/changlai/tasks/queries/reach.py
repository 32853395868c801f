"""Whose tasks a member sees and changes."""

from django.db.models import Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.customers import queries as customers
from changlai.customers.models import Customer
from changlai.kernel import db
from changlai.tasks.errors import CannotSeeCustomer, NotYourTask
from changlai.tasks.models import Task

PAGE = 50
OF_RECORD = 30  # open tasks shown beside a record


def visible_to(member: Member) -> QuerySet[Task]:
    """Tasks a member may see. Own: what they do and what they gave. Team: what their department does, and what nobody
    does any more.
    """
    return _within(member, "tasks.view")


def editable_by(member: Member) -> QuerySet[Task]:
    """Tasks a member may change, of those they may see."""
    return visible_to(member) & _within(member, "tasks.edit")


def _within(member: Member, permission: str) -> QuerySet[Task]:
    match member.level(permission):
        case Level.ALL:
            return Task.objects.all()
        case Level.TEAM:
            team = Q(assignee_id__in=accounts.team_ids(member)) | Q(assignee__isnull=True)
            return Task.objects.filter(team | Q(author_id=member.pk))
        case Level.OWN:
            return Task.objects.filter(Q(assignee_id=member.pk) | Q(author_id=member.pk))
    return Task.objects.none()


def get_for(member: Member, task_id: int) -> Task:
    """One task with its people and its customer; 404 when missing or not for this member."""
    if not db.is_id(task_id):
        raise Http404
    rows = visible_to(member).select_related("assignee", "author", "customer", "rule", "done_by")
    found = rows.filter(id=task_id).first()
    if found is None:
        raise Http404
    return found


def get_to_edit(member: Member, task_id: int) -> Task:
    """One task the member may change; 404 when it is not to be seen, NotYourTask when it is only to be seen."""
    task = get_for(member, task_id)
    if not can_edit(member, task):
        raise NotYourTask(task.title)
    return task


def can_edit(member: Member, task: Task) -> bool:
    """Whether a task at hand is the member's to change; asks no database."""
    is_mine = member.pk in {task.assignee_id, task.author_id}
    match member.level("tasks.edit"):
        case Level.ALL:
            return True
        case Level.TEAM:
            return is_mine or task.assignee_id is None or task.assignee_id in accounts.team_ids(member)
        case Level.OWN:
            return is_mine
    return False


def assignable(member: Member) -> QuerySet[Member]:
    """Colleagues the member may give tasks to; themselves always."""
    colleagues = Member.objects.select_related("role").filter(is_active=True)
    match member.level("tasks.assign"):
        case Level.ALL:
            return colleagues
        case Level.TEAM:
            return colleagues.filter(id__in=accounts.team_ids(member))
    return colleagues.filter(id=member.pk)


def of_customer(member: Member, customer: Customer) -> list[Task]:
    """Open tasks about a customer that the member may see, what is due first on top; one more than OF_RECORD tells
    that there are more.
    """
    rows = visible_to(member).select_related("assignee").filter(customer=customer, done_at__isnull=True)
    return list(rows.order_by("due_at", "id")[: OF_RECORD + 1])


def of_record(member: Member, kind: str, record_id: int) -> list[Task]:
    """The same of a record of another kind."""
    rows = visible_to(member).select_related("assignee")
    rows = rows.filter(record_kind=kind, record_id=record_id, done_at__isnull=True)
    return list(rows.order_by("due_at", "id")[: OF_RECORD + 1])


def listed(
    member: Member,
    *,
    below: int | None = None,
    assignee_id: int | None = None,
    customer_id: int | None = None,
    is_done: bool | None = None,
    limit: int = PAGE,
) -> list[Task]:
    """A page of tasks, the latest first, for programs; one more than ``limit`` tells that there is more."""
    rows = visible_to(member)
    if below is not None:
        rows = rows.filter(id__lt=below)
    if assignee_id is not None:
        rows = rows.filter(assignee_id=assignee_id)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if is_done is not None:
        rows = rows.filter(done_at__isnull=not is_done)
    return list(rows.order_by("-id")[: limit + 1])


def blind_to(member: Member, customer_ids: set[int]) -> set[int]:
    """Which of these customers a member may not see; one statement, none for none."""
    if not customer_ids:
        return set()
    return customer_ids - set(customers.visible_to(member).filter(id__in=customer_ids).values_list("id", flat=True))


def why_blind(member: Member) -> str:
    """Why a task about such a customer is not given to the member."""
    return str(CannotSeeCustomer(member.name).sentence)
