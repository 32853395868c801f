"""What can be done with many tasks at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.records.contracts import Argument, Deed
from changlai.records.enums import AttributeKind
from changlai.records.members import colleagues
from changlai.tasks import actions
from changlai.tasks.writing import assignee, day


def _assign(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return assignee(member, ids, given["assignee"], now)


def _move(member: Member, ids: Sequence[int], given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    return day(member, ids, given["day"], now)


def _finish(member: Member, ids: Sequence[int], _given: Mapping[str, Any], now: datetime) -> Mapping[int, str]:
    actions.finish_many(task_ids=ids, by=member, now=now)
    return {}


DEEDS = (
    Deed("tasks.done", "task", _("Done"), "circle-check", "tasks.edit", _finish, order=10),
    Deed(
        "tasks.assign",
        "task",
        _("Give to a colleague"),
        "user-check",
        "tasks.assign",
        _assign,
        lambda: [Argument("assignee", _("Does it"), AttributeKind.MEMBER, colleagues)],
        order=20,
    ),
    Deed(
        "tasks.move",
        "task",
        _("Move to another day"),
        "calendar",
        "tasks.edit",
        _move,
        lambda: [Argument("day", _("Day"), AttributeKind.DATE)],
        order=30,
    ),
)
