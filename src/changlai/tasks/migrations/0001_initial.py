from django.db import migrations, models

import changlai.tasks.enums
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="TaskRule",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=20)),
                    ("title", models.CharField(max_length=200)),
                    ("days", models.PositiveSmallIntegerField(default=7)),
                    ("due_in_days", models.PositiveSmallIntegerField(default=0)),
                    ("priority", models.PositiveSmallIntegerField(default=changlai.tasks.enums.TaskPriority["NORMAL"])),
                    ("is_on", models.BooleanField(default=True)),
                    ("looked_at", models.DateTimeField()),
                    ("looked_id", models.BigIntegerField(default=0)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "kind"], name="task_rule_by_kind")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("title", ""), _negated=True), name="task_rule_titled"
                        ),
                        models.CheckConstraint(condition=models.Q(("days__range", (1, 365))), name="task_rule_days"),
                        models.CheckConstraint(
                            condition=models.Q(("priority__range", (1, 3))), name="task_rule_priority"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Task",
                fields=[
                    ID,
                    ORGANISATION,
                    ("title", models.CharField(max_length=200)),
                    ("text", models.TextField(blank=True, default="")),
                    (
                        "assignee",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    (
                        "author",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    (
                        "customer",
                        OrgForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="customers.customer"),
                    ),
                    ("record_kind", models.CharField(blank=True, default="", max_length=40)),
                    ("record_id", models.BigIntegerField(null=True)),
                    ("place", models.CharField(blank=True, default="", max_length=300)),
                    ("place_label", models.CharField(blank=True, default="", max_length=200)),
                    ("due_on", models.DateField(null=True)),
                    ("due_at", models.DateTimeField(null=True)),
                    ("has_hour", models.BooleanField(default=False)),
                    ("priority", models.PositiveSmallIntegerField(default=changlai.tasks.enums.TaskPriority["NORMAL"])),
                    (
                        "repeat",
                        models.CharField(blank=True, default=changlai.tasks.enums.TaskRepeat["NEVER"], max_length=10),
                    ),
                    ("repeat_every", models.PositiveSmallIntegerField(default=1)),
                    ("repeat_day", models.PositiveSmallIntegerField(default=1)),
                    ("follows", OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="tasks.task")),
                    ("steps", models.JSONField(blank=True, default=list)),
                    ("remind_minutes", models.PositiveIntegerField(null=True)),
                    ("remind_at", models.DateTimeField(null=True)),
                    ("done_at", models.DateTimeField(null=True)),
                    (
                        "done_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("cause", models.BigIntegerField(null=True)),
                    ("way", models.CharField(default=changlai.tasks.enums.TaskWay["HAND"], max_length=20)),
                    (
                        "rule",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="tasks.taskrule"),
                    ),
                    ("once", models.CharField(blank=True, default="", max_length=120)),
                    ("created_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("done_at__isnull", True)),
                            fields=["organisation_id", "assignee", "due_at", "id"],
                            name="task_open_of_member",
                        ),
                        models.Index(
                            condition=models.Q(("done_at__isnull", True)),
                            fields=["organisation_id", "author", "due_at", "id"],
                            name="task_open_by_author",
                        ),
                        models.Index(
                            condition=models.Q(("done_at__isnull", True)),
                            fields=["organisation_id", "due_at", "id"],
                            name="task_open",
                        ),
                        models.Index(
                            condition=models.Q(("done_at__isnull", True), _negated=True),
                            fields=["organisation_id", "assignee", "-done_at", "-id"],
                            name="task_done",
                        ),
                        models.Index(fields=["organisation_id", "assignee", "due_on", "id"], name="task_of_day"),
                        models.Index(fields=["organisation_id", "customer", "due_at", "id"], name="task_of_customer"),
                        models.Index(
                            condition=models.Q(("done_at__isnull", True), ("customer__isnull", False)),
                            fields=["organisation_id", "customer", "due_at"],
                            name="task_open_of_customer",
                        ),
                        models.Index(
                            condition=models.Q(("record_kind", ""), _negated=True),
                            fields=["organisation_id", "record_kind", "record_id"],
                            name="task_of_record",
                        ),
                        models.Index(
                            condition=models.Q(("remind_at__isnull", False)),
                            fields=["organisation_id", "remind_at"],
                            name="task_to_remind",
                        ),
                        models.Index(fields=["organisation_id", "-id"], name="task_latest"),
                        models.Index(fields=["organisation_id", "due_at", "id"], name="task_by_due"),
                        models.Index(fields=["organisation_id", "created_at", "id"], name="task_by_making"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("once", ""), _negated=True),
                            fields=("organisation_id", "once"),
                            name="task_once",
                        ),
                        models.UniqueConstraint(fields=("organisation_id", "follows"), name="task_one_successor"),
                        models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="task_titled"),
                        models.CheckConstraint(
                            condition=models.Q(("priority__range", (1, 3))), name="task_priority_known"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("due_at__isnull", True), ("due_on__isnull", True)),
                                models.Q(("due_at__isnull", False), ("due_on__isnull", False)),
                                _connector="OR",
                            ),
                            name="task_day_and_moment",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("repeat", ""), ("due_on__isnull", False), _connector="OR"),
                            name="task_repeats_from_a_day",
                        ),
                    ],
                },
            ),
        ),
    ]
