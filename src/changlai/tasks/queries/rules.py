"""Questions about the rules that make tasks."""

from collections.abc import Iterable

from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.tasks.enums import TaskRuleKind
from changlai.tasks.models import TaskRule


def rules(member: Member) -> list[TaskRule]:
    """Every rule, in the order they were made, for members who define them."""
    return list(TaskRule.objects.order_by("id")) if member.can("tasks.rules") else []


def rule_of(member: Member, rule_id: int) -> TaskRule:
    """One rule; 404 when there is none."""
    found = TaskRule.objects.filter(id=rule_id).first() if db.is_id(rule_id) and member.can("tasks.rules") else None
    if found is None:
        raise Http404
    return found


def rules_on(organisation_ids: Iterable[int], kind: TaskRuleKind) -> list[TaskRule]:
    """The rules of a kind that are switched on, of organisations in scope."""
    return list(
        TaskRule.objects.filter(organisation_id__in=set(organisation_ids), kind=kind, is_on=True).order_by("id")
    )
