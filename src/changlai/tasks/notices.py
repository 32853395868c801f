"""What members are told about tasks."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind

REMINDED, ASSIGNED, ASSIGNED_MANY, DONE = "tasks.reminded", "tasks.assigned", "tasks.assigned_many", "tasks.done"
KINDS = (
    NoticeKind(
        slug=REMINDED,
        label=_("a task of mine is due soon"),
        title=_("%(title)s: due %(due)s"),
        icon="alarm",
        is_urgent=True,
    ),
    NoticeKind(
        slug=ASSIGNED,
        label=_("a colleague or a rule gives me a task"),
        title=_("%(by)s gave you a task: %(title)s"),
        icon="checklist",
    ),
    NoticeKind(
        slug=ASSIGNED_MANY,
        label=_("a colleague gives me many tasks at once"),
        title=_("%(by)s gave you %(count)s tasks"),
        icon="checklist",
    ),
    NoticeKind(
        slug=DONE,
        label=_("a task that I gave is done"),
        title=_("%(by)s has done: %(title)s"),
        icon="circle-check",
        by_work_app=False,
    ),
)
