"""Tasks, and the rules that make some of them."""

from django.db import models
from django.db.models import Q

from changlai.accounts.models import Member
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.tasks.contracts import TITLE_LENGTH
from changlai.tasks.enums import TaskPriority, TaskRepeat, TaskWay

OPEN = Q(done_at__isnull=True)


class TaskRule(OrgModel):
    """What makes tasks by itself, as a row people read and switch off.

    ``days`` is how long a customer must have waited. ``looked_at`` and ``looked_id`` are how far the rule has looked:
    whoever began to wait before it was switched on is left alone.
    """

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=TITLE_LENGTH)
    days = models.PositiveSmallIntegerField(default=7)
    due_in_days = models.PositiveSmallIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(default=TaskPriority.NORMAL)
    is_on = models.BooleanField(default=True)
    looked_at = models.DateTimeField()
    looked_id = models.BigIntegerField(default=0)  # of the customers of that moment
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="task_rule_titled"),
            models.CheckConstraint(condition=Q(days__range=(1, 365)), name="task_rule_days"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="task_rule_priority"),
        ]
        indexes = [models.Index(fields=["organisation_id", "kind"], name="task_rule_by_kind")]


class Task(OrgModel):
    """Something a member has to do. ``due_on`` is the day where the organisation is, ``due_at`` when it is late.

    ``steps`` are [{"text", "is_done"}]. ``follows`` is the task before in its row: of each there is one successor.
    ``cause`` is its entry's on the customer's timeline, once it is done.
    """

    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True, default="")
    assignee = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    author = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    customer = OrgForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    record_kind = models.CharField(max_length=40, default="", blank=True)
    record_id = models.BigIntegerField(null=True)
    place = models.CharField(max_length=300, default="", blank=True)
    place_label = models.CharField(max_length=200, default="", blank=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    has_hour = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=TaskPriority.NORMAL)
    repeat = models.CharField(max_length=10, default=TaskRepeat.NEVER, blank=True)
    repeat_every = models.PositiveSmallIntegerField(default=1)
    repeat_day = models.PositiveSmallIntegerField(default=1)  # of the month: the 31st stays the 31st after a February
    follows = OrgForeignKey("self", models.SET_NULL, null=True, related_name="+")
    steps = models.JSONField(default=list, blank=True)
    remind_minutes = models.PositiveIntegerField(null=True)
    remind_at = models.DateTimeField(null=True)  # null again once its assignee was told
    done_at = models.DateTimeField(null=True)
    done_by = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    cause = models.BigIntegerField(null=True)
    way = models.CharField(max_length=20, default=TaskWay.HAND)
    rule = OrgForeignKey(TaskRule, models.SET_NULL, null=True, related_name="+")
    once = models.CharField(max_length=120, default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "once"], name="task_once", condition=~Q(once="")),
            models.UniqueConstraint(fields=["organisation_id", "follows"], name="task_one_successor"),
            models.CheckConstraint(condition=~Q(title=""), name="task_titled"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="task_priority_known"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True) | Q(due_on__isnull=False, due_at__isnull=False),
                name="task_day_and_moment",
            ),
            models.CheckConstraint(condition=Q(repeat="") | Q(due_on__isnull=False), name="task_repeats_from_a_day"),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "assignee", "due_at", "id"], name="task_open_of_member", condition=OPEN
            ),
            models.Index(
                fields=["organisation_id", "author", "due_at", "id"], name="task_open_by_author", condition=OPEN
            ),
            models.Index(fields=["organisation_id", "due_at", "id"], name="task_open", condition=OPEN),
            models.Index(fields=["organisation_id", "assignee", "-done_at", "-id"], name="task_done", condition=~OPEN),
            models.Index(fields=["organisation_id", "assignee", "due_on", "id"], name="task_of_day"),
            models.Index(fields=["organisation_id", "customer", "due_at", "id"], name="task_of_customer"),
            models.Index(
                fields=["organisation_id", "customer", "due_at"],
                name="task_open_of_customer",
                condition=OPEN & Q(customer__isnull=False),
            ),
            models.Index(
                fields=["organisation_id", "record_kind", "record_id"],
                name="task_of_record",
                condition=~Q(record_kind=""),
            ),
            models.Index(
                fields=["organisation_id", "remind_at"], name="task_to_remind", condition=Q(remind_at__isnull=False)
            ),
            models.Index(fields=["organisation_id", "-id"], name="task_latest"),
            models.Index(fields=["organisation_id", "due_at", "id"], name="task_by_due"),
            models.Index(fields=["organisation_id", "created_at", "id"], name="task_by_making"),
        ]
