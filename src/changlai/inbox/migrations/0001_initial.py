from pathlib import Path

import django.db.models.functions.comparison
from django.db import migrations, models

import changlai.inbox.enums
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.rls import sql_file
from changlai.kernel.tenancy import OrgForeignKey

FOLDER = Path(__file__).parent.parent / "sql"
NO_SEARCH = """
    drop function inbox_text_keep(bigint[], bigint[], text[]), inbox_text_drop(bigint[], bigint[]),
      inbox_text_find(bigint, int4[], bigint, int);
    drop table inbox_text"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("channels", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="DaySheet",
                fields=[
                    ID,
                    ORGANISATION,
                    ("day", models.DateField()),
                    (
                        "split",
                        models.CharField(
                            choices=[("all", "all"), ("member", "member"), ("account", "account"), ("hour", "hour")],
                            max_length=10,
                        ),
                    ),
                    ("key", models.BigIntegerField(default=0)),
                    ("opened", models.PositiveIntegerField()),
                    ("answered", models.PositiveIntegerField()),
                    ("closed", models.PositiveIntegerField()),
                    ("rated", models.PositiveIntegerField()),
                    ("score_sum", models.PositiveIntegerField()),
                    ("first", models.JSONField(default=dict)),
                    ("solved", models.JSONField(default=dict)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "day", "split", "key"), name="day_sheet_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="StaleDay",
                fields=[
                    ID,
                    ORGANISATION,
                    ("day", models.DateField()),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [models.Index(fields=["organisation_id", "-day"], name="stale_days")],
                },
            ),
            migrations.CreateModel(
                name="CloseReason",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=60)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("is_active", models.BooleanField(default=True)),
                    ("is_rated", models.BooleanField(default=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [models.Index(fields=["organisation_id", "position", "id"], name="close_reason_order")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="close_reason_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Conversation",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.PROTECT, to="customers.customer")),
                    ("account", OrgForeignKey(on_delete=models.PROTECT, to="channels.account")),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "open"), ("closed", "closed")],
                            default=changlai.inbox.enums.ConversationState["OPEN"],
                            max_length=10,
                        ),
                    ),
                    ("assignee", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("address", models.JSONField(default=dict)),
                    ("identity_id", models.BigIntegerField(null=True)),
                    ("opened_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("last_message_at", models.DateTimeField()),
                    ("waiting_since", models.DateTimeField(null=True)),
                    ("first_answer_at", models.DateTimeField(null=True)),
                    ("unread_count", models.PositiveIntegerField(default=0)),
                    ("preview", models.CharField(blank=True, default="", max_length=200)),
                    ("preview_kind", models.CharField(default="text", max_length=20)),
                    (
                        "preview_author",
                        models.CharField(default=changlai.inbox.enums.Author["CUSTOMER"], max_length=10),
                    ),
                    ("has_failed", models.BooleanField(default=False)),
                    ("sorted_at", models.DateTimeField(null=True)),
                    ("queued_at", models.DateTimeField(null=True)),
                    ("snoozed_until", models.DateTimeField(null=True)),
                    ("woken_at", models.DateTimeField(null=True)),
                    ("answer_due_at", models.DateTimeField(null=True)),
                    ("escalate_at", models.DateTimeField(null=True)),
                    ("escalation", models.PositiveSmallIntegerField(db_default=0, default=0)),
                    (
                        "close_reason",
                        OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="inbox.closereason"),
                    ),
                    ("score", models.PositiveSmallIntegerField(null=True)),
                    (
                        "urgent_at",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Case(
                                models.When(
                                    then=django.db.models.functions.comparison.Coalesce(
                                        "answer_due_at", "waiting_since"
                                    ),
                                    waiting_since__isnull=False,
                                ),
                                default=models.F("woken_at"),
                            ),
                            output_field=models.DateTimeField(),
                        ),
                    ),
                    ("window_opened_at", models.DateTimeField(null=True)),
                    ("window_sent", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "state", "assignee", "-last_message_at", "-id"],
                            name="conversation_shelf",
                        ),
                        models.Index(
                            fields=["organisation_id", "state", "-last_message_at", "-id"], name="conversation_all"
                        ),
                        models.Index(fields=["organisation_id", "customer", "-id"], name="conversation_of_customer"),
                        models.Index(
                            condition=models.Q(("state", "open"), ("urgent_at__isnull", False)),
                            fields=["organisation_id", "assignee", "urgent_at", "id"],
                            name="conversation_urgent_of",
                        ),
                        models.Index(
                            condition=models.Q(("state", "open"), ("urgent_at__isnull", False)),
                            fields=["organisation_id", "urgent_at", "id"],
                            name="conversation_urgent",
                        ),
                        models.Index(
                            condition=models.Q(
                                ("assignee__isnull", True), ("state", "open"), ("urgent_at__isnull", False)
                            ),
                            fields=["organisation_id", "urgent_at", "id"],
                            name="conversation_urgent_nobody",
                        ),
                        models.Index(
                            condition=models.Q(("assignee__isnull", True)),
                            fields=["organisation_id", "state", "-last_message_at", "-id"],
                            name="conversation_nobody",
                        ),
                        models.Index(
                            condition=models.Q(("queued_at__isnull", False)),
                            fields=["organisation_id", "queued_at"],
                            name="conversation_queue",
                        ),
                        models.Index(
                            condition=models.Q(("snoozed_until__isnull", False)),
                            fields=["organisation_id", "snoozed_until"],
                            name="conversation_snoozed",
                        ),
                        models.Index(
                            condition=models.Q(("escalate_at__isnull", False)),
                            fields=["organisation_id", "escalate_at"],
                            name="conversation_escalations",
                        ),
                        models.Index(fields=["organisation_id", "opened_at", "id"], name="conversation_by_opening"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "open")),
                            fields=("organisation_id", "customer", "account"),
                            name="conversation_open_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Message",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    (
                        "author",
                        models.CharField(
                            choices=[
                                ("customer", "customer"),
                                ("member", "member"),
                                ("colleague", "colleague"),
                                ("system", "system"),
                                ("note", "note"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("member", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("colleague", models.CharField(blank=True, default="", max_length=128)),
                    ("kind", models.CharField(max_length=20)),
                    ("text", models.TextField(blank=True, default="")),
                    ("content", models.JSONField(default=dict)),
                    ("occurred_at", models.DateTimeField()),
                    (
                        "state",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("", ""),
                                ("queued", "queued"),
                                ("sent", "sent"),
                                ("read", "read"),
                                ("failed", "failed"),
                                ("unknown", "unknown"),
                            ],
                            default=changlai.inbox.enums.MessageState["NONE"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.TextField(blank=True, default="")),
                    ("can_retry", models.BooleanField(default=False)),
                    ("is_recalled", models.BooleanField(default=False)),
                    ("edited_at", models.DateTimeField(null=True)),
                    ("platform_id", models.CharField(blank=True, default="", max_length=128)),
                    ("event_id", models.BigIntegerField(null=True)),
                    ("identity_id", models.BigIntegerField(null=True)),
                    ("address", models.JSONField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "conversation", "-occurred_at", "-id"], name="message_thread"
                        ),
                        models.Index(
                            condition=models.Q(("platform_id", ""), _negated=True),
                            fields=["organisation_id", "conversation", "platform_id"],
                            name="message_by_platform_id",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("event_id__isnull", False)),
                            fields=("organisation_id", "event_id"),
                            name="message_event_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MediaWait",
                fields=[
                    ID,
                    ORGANISATION,
                    ("message", OrgForeignKey(on_delete=models.CASCADE, to="inbox.message")),
                    ("account_id", models.BigIntegerField()),
                    ("remote", models.CharField(max_length=2000)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "account_id", "remote"], name="media_wait")],
                },
            ),
            migrations.CreateModel(
                name="LaterMessage",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("text", models.TextField(blank=True, default="")),
                    ("file_ids", models.JSONField(default=list)),
                    ("send_at", models.DateTimeField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "waiting"),
                                ("sent", "sent"),
                                ("cancelled", "cancelled"),
                                ("overtaken", "overtaken"),
                                ("failed", "failed"),
                            ],
                            default=changlai.inbox.enums.LaterState["WAITING"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.TextField(blank=True, default="")),
                    ("message", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="inbox.message")),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "waiting")),
                            fields=["organisation_id", "conversation", "send_at"],
                            name="later_waiting",
                        ),
                        models.Index(fields=["organisation_id", "conversation", "-id"], name="later_of_conversation"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Folder",
                fields=[
                    ID,
                    ORGANISATION,
                    ("owner", OrgForeignKey(blank=True, null=True, on_delete=models.CASCADE, to="accounts.member")),
                    ("name", models.CharField(max_length=40)),
                    (
                        "tab",
                        models.CharField(
                            choices=[
                                ("mine", "mine"),
                                ("unassigned", "unassigned"),
                                ("all", "all"),
                                ("mentions", "mentions"),
                            ],
                            max_length=10,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "open"), ("snoozed", "snoozed"), ("closed", "closed")], max_length=10
                        ),
                    ),
                    ("query", models.JSONField(default=dict)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "owner", "name", "id"], name="folder_of_member")
                    ],
                },
            ),
            migrations.CreateModel(
                name="BulkRun",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    (
                        "action",
                        models.CharField(
                            choices=[
                                ("assign", "assign"),
                                ("close", "close"),
                                ("reopen", "reopen"),
                                ("snooze", "snooze"),
                                ("read", "read"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("parameters", models.JSONField(default=dict)),
                    (
                        "state",
                        models.CharField(
                            choices=[("running", "running"), ("finished", "finished"), ("cancelled", "cancelled")],
                            default=changlai.inbox.enums.BulkState["RUNNING"],
                            max_length=10,
                        ),
                    ),
                    ("waiting", models.JSONField(default=list)),
                    ("total_count", models.PositiveIntegerField()),
                    ("done_count", models.PositiveIntegerField(default=0)),
                    ("failed", models.JSONField(default=list)),
                    ("began_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "member", "-id"], name="bulk_run_of_member")],
                },
            ),
            migrations.CreateModel(
                name="Rating",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    ("member", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("due", "due"),
                                ("asked", "asked"),
                                ("not_asked", "not_asked"),
                                ("rated", "rated"),
                            ],
                            default=changlai.inbox.enums.RatingState["DUE"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.TextField(blank=True, default="")),
                    ("score", models.PositiveSmallIntegerField(null=True)),
                    ("comment", models.CharField(blank=True, default="", max_length=1000)),
                    ("due_at", models.DateTimeField()),
                    ("asked_at", models.DateTimeField(null=True)),
                    ("rated_at", models.DateTimeField(null=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "conversation"), name="rating_once"),
                        models.CheckConstraint(
                            condition=models.Q(("score__isnull", True), ("score__range", (1, 5)), _connector="OR"),
                            name="rating_score",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DeskSettings",
                fields=[
                    ID,
                    ORGANISATION,
                    ("capacity", models.PositiveSmallIntegerField(default=20)),
                    ("away_minutes", models.PositiveSmallIntegerField(default=0)),
                    ("first_answer_minutes", models.PositiveIntegerField(default=0)),
                    ("next_answer_minutes", models.PositiveIntegerField(default=0)),
                    ("warn_percent", models.PositiveSmallIntegerField(default=80)),
                    ("reopen_days", models.PositiveSmallIntegerField(default=0)),
                    ("is_reason_required", models.BooleanField(default=False)),
                    ("is_rated", models.BooleanField(default=False)),
                    ("rating_question", models.CharField(blank=True, default="", max_length=300)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id",), name="desk_settings_once"),
                        models.CheckConstraint(
                            condition=models.Q(("warn_percent__range", (1, 100))), name="desk_settings_warning"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Workplace",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("capacity", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("last_given_at", models.DateTimeField(null=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "member"), name="workplace_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="AssignmentRule",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=80)),
                    ("position", models.PositiveIntegerField()),
                    ("is_active", models.BooleanField(default=True)),
                    ("conditions", models.JSONField(default=dict)),
                    (
                        "target",
                        models.CharField(
                            choices=[
                                ("member", "member"),
                                ("department", "department"),
                                ("everybody", "everybody"),
                                ("nobody", "nobody"),
                            ],
                            default=changlai.inbox.enums.Target["EVERYBODY"],
                            max_length=12,
                        ),
                    ),
                    ("member", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    (
                        "department",
                        OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.department"),
                    ),
                    ("prefers_known", models.BooleanField(default=True)),
                    ("goes_on", models.BooleanField(default=False)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [
                        models.Index(fields=["organisation_id", "position", "id"], name="assignment_rule_order")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Assignment",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    (
                        "member",
                        OrgForeignKey(
                            blank=True, null=True, on_delete=models.SET_NULL, related_name="given", to="accounts.member"
                        ),
                    ),
                    (
                        "by",
                        OrgForeignKey(
                            blank=True, null=True, on_delete=models.SET_NULL, related_name="gave", to="accounts.member"
                        ),
                    ),
                    (
                        "cause",
                        models.CharField(
                            choices=[
                                ("hand", "hand"),
                                ("answer", "answer"),
                                ("rule", "rule"),
                                ("known", "known"),
                                ("away", "away"),
                                ("case", "case"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("rule_name", models.CharField(blank=True, default="", max_length=80)),
                    ("facts", models.JSONField(default=dict)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "conversation", "-id"], name="assignment_of_conversation"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Mention",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    ("message", OrgForeignKey(on_delete=models.CASCADE, to="inbox.message")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("at", models.DateTimeField()),
                    ("read_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "conversation"], name="mention_of_member"),
                        models.Index(
                            condition=models.Q(("read_at__isnull", True)),
                            fields=["organisation_id", "member", "conversation"],
                            name="mention_unread",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("organisation_id"), models.F("message"), models.F("member"), name="mention_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Watcher",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("seen_at", models.DateTimeField()),
                    ("typing_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "seen_at"], name="watcher_of_member")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("organisation_id"),
                            models.F("conversation"),
                            models.F("member"),
                            name="watcher_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Draft",
                fields=[
                    ID,
                    ORGANISATION,
                    ("conversation", OrgForeignKey(on_delete=models.CASCADE, to="inbox.conversation")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("kind", models.CharField(choices=[("reply", "reply"), ("note", "note")], max_length=5)),
                    ("text", models.TextField()),
                    ("saved_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("organisation_id"),
                            models.F("conversation"),
                            models.F("member"),
                            models.F("kind"),
                            name="draft_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("text", ""), _negated=True), name="draft_says_something"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ThreadMerge",
                fields=[
                    ID,
                    ORGANISATION,
                    ("into", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="inbox.conversation")),
                    ("source", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="inbox.conversation")),
                    ("member", OrgForeignKey(null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("message_ids", models.JSONField()),
                    ("before", models.JSONField()),
                    ("at", models.DateTimeField()),
                    ("undone_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "into", "-id"], name="thread_merge_into"),
                        models.Index(
                            condition=models.Q(("undone_at__isnull", True)),
                            fields=["organisation_id", "source"],
                            name="thread_merge_source",
                        ),
                    ],
                },
            ),
        ),
        migrations.RunSQL("alter table inbox_watcher set unlogged", "alter table inbox_watcher set logged"),
        migrations.RunSQL(sql_file(FOLDER / "search.sql"), NO_SEARCH),
    ]
