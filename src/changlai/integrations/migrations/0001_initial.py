from django.db import migrations, models

import changlai.integrations.enums
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Endpoint",
                fields=[
                    ID,
                    ORGANISATION,
                    ("url", models.CharField(max_length=2000)),
                    ("name", models.CharField(max_length=80)),
                    ("topics", models.JSONField(blank=True, default=list)),
                    ("secret", EncryptedTextField(editable=False)),
                    ("old_secret", EncryptedTextField(blank=True, default="", editable=False)),
                    ("old_secret_until", models.DateTimeField(null=True)),
                    (
                        "disabled",
                        models.CharField(
                            blank=True,
                            choices=[("by_hand", "by_hand"), ("gone", "gone"), ("failing", "failing")],
                            default="",
                            max_length=10,
                        ),
                    ),
                    ("disabled_at", models.DateTimeField(null=True)),
                    ("failing_since", models.DateTimeField(null=True)),
                    ("held_until", models.DateTimeField(null=True)),
                    ("paced_at", models.DateTimeField(null=True)),
                    ("turn_at", models.DateTimeField(null=True)),
                    ("created_by", OrgForeignKey(null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("disabled", ""), ("disabled_at", None)),
                                models.Q(models.Q(("disabled", ""), _negated=True), ("disabled_at__isnull", False)),
                                _connector="OR",
                            ),
                            name="endpoint_disabled_with_date",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Message",
                fields=[
                    ID,
                    ORGANISATION,
                    ("uid", models.CharField(max_length=40)),
                    ("topic", models.CharField(max_length=60)),
                    ("event_id", models.BigIntegerField(null=True)),
                    ("payload", models.TextField()),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "created_at"], name="webhook_message_age")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "uid"), name="webhook_message_uid"),
                        models.UniqueConstraint(
                            condition=models.Q(("event_id__isnull", False)),
                            fields=("organisation_id", "event_id", "topic"),
                            name="webhook_message_once",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    ID,
                    ORGANISATION,
                    ("endpoint", OrgForeignKey(on_delete=models.CASCADE, to="integrations.endpoint")),
                    ("message", OrgForeignKey(on_delete=models.CASCADE, to="integrations.message")),
                    (
                        "state",
                        models.CharField(
                            choices=[("waiting", "waiting"), ("delivered", "delivered"), ("failed", "failed")],
                            default=changlai.integrations.enums.DeliveryState["WAITING"],
                            max_length=10,
                        ),
                    ),
                    ("try_count", models.PositiveIntegerField(default=0)),
                    ("round_count", models.PositiveIntegerField(default=0)),
                    ("status", models.PositiveIntegerField(null=True)),
                    ("next_at", models.DateTimeField(null=True)),
                    ("called_at", models.DateTimeField(null=True)),
                    ("done_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "endpoint", "-id"], name="webhook_delivery_list"),
                        models.Index(
                            fields=["organisation_id", "endpoint", "state", "-id"], name="webhook_delivery_state"
                        ),
                        models.Index(fields=["organisation_id", "message"], name="webhook_delivery_of"),
                        models.Index(
                            condition=models.Q(("called_at__isnull", False)),
                            fields=["organisation_id", "endpoint", "called_at"],
                            name="webhook_delivery_under_way",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "endpoint", "message"), name="webhook_delivery_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Try",
                fields=[
                    ID,
                    ORGANISATION,
                    ("delivery", OrgForeignKey(on_delete=models.CASCADE, to="integrations.delivery")),
                    ("at", models.DateTimeField()),
                    ("status", models.PositiveIntegerField(null=True)),
                    ("milliseconds", models.PositiveIntegerField(default=0)),
                    ("error", models.CharField(blank=True, default="", max_length=200)),
                    ("answer", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "delivery", "-id"], name="webhook_try_of")],
                },
            ),
        ),
    ]
