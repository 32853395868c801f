import datetime

from django.db import migrations, models

import changlai.notifications.enums
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Notification",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("kind", models.CharField(max_length=60)),
                    ("subject", models.CharField(blank=True, max_length=200)),
                    ("url", models.CharField(blank=True, max_length=500)),
                    ("values", models.JSONField(default=dict)),
                    ("once", models.CharField(max_length=120)),
                    ("is_listed", models.BooleanField(default=True)),
                    ("created_at", models.DateTimeField()),
                    ("read_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_listed", True)),
                            fields=["organisation_id", "member", "-id"],
                            name="notification_list",
                        ),
                        models.Index(
                            condition=models.Q(("is_listed", True), ("read_at", None)),
                            fields=["organisation_id", "member", "-id"],
                            name="notification_unread",
                        ),
                        models.Index(fields=["organisation_id", "created_at"], name="notification_age"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "member", "once"), name="notification_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Dispatch",
                fields=[
                    ID,
                    ORGANISATION,
                    ("notification", OrgForeignKey(on_delete=models.CASCADE, to="notifications.notification")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("way", models.CharField(choices=[("work_app", "work_app"), ("mail", "mail")], max_length=10)),
                    ("due_at", models.DateTimeField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("waiting", "waiting"),
                                ("sent", "sent"),
                                ("skipped", "skipped"),
                                ("failed", "failed"),
                            ],
                            default=changlai.notifications.enums.DispatchState["WAITING"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, default="", max_length=300)),
                    ("done_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", changlai.notifications.enums.DispatchState["WAITING"])),
                            fields=["organisation_id", "member", "way", "due_at"],
                            name="dispatch_waiting",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "notification", "way"), name="dispatch_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Choice",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("kind", models.CharField(max_length=60)),
                    (
                        "way",
                        models.CharField(
                            choices=[("here", "here"), ("work_app", "work_app"), ("mail", "mail")], max_length=10
                        ),
                    ),
                    (
                        "pace",
                        models.CharField(choices=[("now", "now"), ("daily", "daily"), ("off", "off")], max_length=10),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "member", "kind", "way"), name="notice_choice_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Habits",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    ("quiet_from", models.TimeField(blank=True, null=True)),
                    ("quiet_until", models.TimeField(blank=True, null=True)),
                    ("urgent_passes", models.BooleanField(default=True)),
                    ("digest_at", models.TimeField(default=datetime.time(9, 0))),
                    ("time_zone", models.CharField(blank=True, default="", max_length=50)),
                    ("has_sound", models.BooleanField(default=True)),
                    ("has_desktop", models.BooleanField(default=False)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "member"), name="notice_habits_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("quiet_from", None), ("quiet_until", None)),
                                models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                                _connector="OR",
                            ),
                            name="notice_quiet_has_both_ends",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Mail",
                fields=[
                    ID,
                    ORGANISATION,
                    ("to", models.CharField(max_length=254)),
                    ("letter", EncryptedJSONField(default=dict, editable=False)),
                    ("once", models.CharField(max_length=120)),
                    (
                        "state",
                        models.CharField(
                            choices=[("queued", "queued"), ("sent", "sent"), ("failed", "failed")],
                            default=changlai.notifications.enums.MailState["QUEUED"],
                            max_length=10,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, default="", max_length=300)),
                    ("queued_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-queued_at", "-id"], name="mail_latest")],
                    "constraints": [models.UniqueConstraint(fields=("organisation_id", "once"), name="mail_once")],
                },
            ),
        ),
    ]
