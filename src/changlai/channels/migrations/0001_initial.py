from django.db import migrations, models

import changlai.channels.enums
from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kernel", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Account",
                fields=[
                    ID,
                    ORGANISATION,
                    ("parent", OrgForeignKey(blank=True, null=True, on_delete=models.CASCADE, to="channels.account")),
                    ("channel", models.CharField(max_length=40)),
                    ("product", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=120)),
                    ("avatar_url", models.CharField(blank=True, default="", max_length=500)),
                    ("external_id", models.CharField(blank=True, default="", max_length=128)),
                    ("hook_key", models.CharField(max_length=40, null=True, unique=True)),
                    ("settings", EncryptedJSONField(default=dict, editable=False)),
                    ("is_active", models.BooleanField(default=True)),
                    ("last_error", models.TextField(blank=True, default="")),
                    ("last_error_at", models.DateTimeField(null=True)),
                    ("authorised_until", models.DateTimeField(null=True)),
                    ("last_received_at", models.DateTimeField(null=True)),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("parent__isnull", False)),
                            fields=("organisation_id", "parent", "external_id"),
                            name="account_endpoint_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account_id", models.BigIntegerField()),
                    ("kind", models.CharField(max_length=120)),
                    ("thread", models.TextField()),
                    ("occurred_at", models.DateTimeField()),
                    ("received_at", models.DateTimeField()),
                    ("payload", models.BinaryField()),
                    ("context", models.BinaryField(null=True)),
                    ("in_public", models.BooleanField(default=False)),
                ],
                options={
                    "db_table": "channels_delivery",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="DeliveryKey",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account_id", models.BigIntegerField()),
                    ("digest", models.BinaryField()),
                    ("seen_at", models.DateTimeField()),
                ],
                options={
                    "db_table": "channels_delivery_key",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="Tally",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account_id", models.BigIntegerField()),
                    ("day", models.DateField()),
                    (
                        "outcome",
                        models.CharField(
                            choices=[
                                ("received", "received"),
                                ("stored", "stored"),
                                ("repeated", "repeated"),
                                ("skipped", "skipped"),
                                ("refused", "refused"),
                                ("failed", "failed"),
                                ("checked", "checked"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, default="", max_length=120)),
                    ("count", models.PositiveIntegerField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "account_id", "day"], name="tally_by_day")],
                },
            ),
            migrations.CreateModel(
                name="Token",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("name", models.CharField(max_length=40)),
                    ("value", EncryptedJSONField(default=dict, editable=False)),
                    ("expires_at", models.DateTimeField(null=True)),
                    ("fetching_until", models.DateTimeField(null=True)),
                    ("refused_until", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "account", "name"), name="token_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Bucket",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("api", models.CharField(max_length=80)),
                    ("minute", models.DateTimeField()),
                    ("spent", models.PositiveIntegerField(default=0)),
                    ("blocked_until", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "account", "api"), name="bucket_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="WindowTouch",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("person", models.CharField(max_length=128)),
                    ("kind", models.CharField(max_length=120)),
                    ("is_open", models.BooleanField()),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "account", "person"), name="window_touch_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Stream",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("key", models.CharField(max_length=160)),
                    ("cursor", models.TextField(blank=True, default="")),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("total", models.PositiveIntegerField(default=0)),
                    ("is_running", models.BooleanField(default=False)),
                    ("started_at", models.DateTimeField(null=True)),
                    ("finished_at", models.DateTimeField(null=True)),
                    ("error", models.TextField(blank=True, default="")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "account", "key"), name="stream_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Colleague",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("external_id", models.CharField(max_length=128)),
                    ("name", models.CharField(max_length=120)),
                    ("avatar_url", models.CharField(blank=True, default="", max_length=500)),
                    ("member_id", models.BigIntegerField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "account", "external_id"), name="colleague_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Media",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("remote", models.CharField(max_length=2000)),
                    ("file_id", models.BigIntegerField(null=True)),
                    ("error", models.TextField(blank=True, default="")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "account", "remote"), name="media_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Talk",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("thread", models.CharField(max_length=200)),
                    ("last_number", models.PositiveIntegerField(default=0)),
                    ("seen_number", models.PositiveIntegerField(default=0)),
                    ("read_number", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "account", "thread"), name="talk_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Line",
                fields=[
                    ID,
                    ORGANISATION,
                    ("talk", OrgForeignKey(on_delete=models.CASCADE, to="channels.talk")),
                    ("number", models.PositiveIntegerField()),
                    ("key", models.CharField(max_length=120)),
                    ("is_ours", models.BooleanField()),
                    ("name", models.CharField(blank=True, default="", max_length=120)),
                    ("content", models.JSONField()),
                    ("occurred_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "talk", "number"), name="line_number_once"),
                        models.UniqueConstraint(fields=("organisation_id", "talk", "key"), name="line_key_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Outbox",
                fields=[
                    ID,
                    ORGANISATION,
                    ("account", OrgForeignKey(on_delete=models.PROTECT, to="channels.account")),
                    ("key", models.CharField(max_length=32)),
                    ("reference", models.CharField(max_length=80)),
                    ("thread", models.BigIntegerField()),
                    ("address", models.JSONField()),
                    ("content", models.JSONField()),
                    ("author", models.CharField(blank=True, db_default="", default="", max_length=120)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("queued", "queued"),
                                ("sending", "sending"),
                                ("sent", "sent"),
                                ("failed", "failed"),
                                ("unknown", "unknown"),
                            ],
                            default=changlai.channels.enums.SendState["QUEUED"],
                            max_length=10,
                        ),
                    ),
                    ("attempt", models.PositiveSmallIntegerField(default=0)),
                    ("platform_id", models.CharField(blank=True, default="", max_length=128)),
                    ("code", models.CharField(blank=True, default="", max_length=60)),
                    ("reason", models.TextField(blank=True, default="")),
                    ("can_retry", models.BooleanField(default=False)),
                    ("queued_at", models.DateTimeField(auto_now_add=True)),
                    ("handed_over_at", models.DateTimeField(null=True)),
                    ("settled_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "reference"], name="outbox_by_reference"),
                        models.Index(
                            condition=models.Q(("platform_id", ""), _negated=True),
                            fields=["organisation_id", "account", "platform_id"],
                            name="outbox_by_platform_id",
                        ),
                        models.Index(
                            condition=models.Q(("state__in", ["queued", "sending"])),
                            fields=["organisation_id", "thread", "id"],
                            name="outbox_waiting",
                        ),
                    ],
                    "constraints": [models.UniqueConstraint(fields=("organisation_id", "key"), name="outbox_key_once")],
                },
            ),
        ),
    ]
