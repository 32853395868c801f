from django.db import migrations, models

from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("channels", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Consent",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("channel", models.CharField(blank=True, default="", max_length=40)),
                    (
                        "purpose",
                        models.CharField(choices=[("service", "service"), ("marketing", "marketing")], max_length=20),
                    ),
                    ("is_given", models.BooleanField()),
                    ("at", models.DateTimeField()),
                    ("way", models.CharField(max_length=20)),
                    ("text_version", models.CharField(blank=True, default="", max_length=60)),
                    ("evidence", models.CharField(blank=True, default="", max_length=1000)),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "customer", "-at", "-id"], name="consent_of_customer")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ListKey",
                fields=[
                    ID,
                    ORGANISATION,
                    ("secret", EncryptedTextField(editable=False)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("organisation_id",), name="list_key_once")],
                },
            ),
            migrations.CreateModel(
                name="Suppression",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=60)),
                    ("digest", models.CharField(max_length=64)),
                    ("hint", models.CharField(blank=True, default="", max_length=40)),
                    (
                        "covers",
                        models.CharField(
                            choices=[("marketing", "marketing"), ("everything", "everything")], max_length=10
                        ),
                    ),
                    ("reason", models.CharField(max_length=20)),
                    ("note", models.CharField(blank=True, default="", max_length=200)),
                    ("until", models.DateTimeField(null=True)),
                    ("created_at", models.DateTimeField()),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-id"], name="suppression_latest")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "kind", "digest"), name="suppression_once"),
                        models.CheckConstraint(
                            condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="suppression_is_a_digest"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="QuietHours",
                fields=[
                    ID,
                    ORGANISATION,
                    ("channel", models.CharField(blank=True, default="", max_length=40)),
                    ("starts_at", models.TimeField()),
                    ("ends_at", models.TimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "channel"), name="quiet_hours_once"),
                        models.CheckConstraint(
                            condition=models.Q(("starts_at", models.F("ends_at")), _negated=True),
                            name="quiet_hours_last",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="BlockedWord",
                fields=[
                    ID,
                    ORGANISATION,
                    ("word", models.CharField(max_length=60)),
                    ("normal", models.CharField(max_length=60)),
                    ("category", models.CharField(blank=True, default="", max_length=40)),
                    ("effect", models.CharField(choices=[("block", "block"), ("warn", "warn")], max_length=10)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "normal"), name="blocked_word_once"),
                        models.CheckConstraint(
                            condition=models.Q(("normal", ""), _negated=True), name="blocked_word_says_something"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Cap",
                fields=[
                    ID,
                    ORGANISATION,
                    ("purpose", models.CharField(max_length=20)),
                    ("messages", models.PositiveSmallIntegerField()),
                    ("days", models.PositiveSmallIntegerField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "purpose"), name="cap_once"),
                        models.CheckConstraint(
                            condition=models.Q(("days__gte", 1), ("messages__gte", 1)), name="cap_leaves_something"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="LedgerEntry",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("purpose", models.CharField(max_length=20)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "customer", "purpose", "-at"], name="contact_ledger")
                    ],
                },
            ),
            migrations.CreateModel(
                name="RefusedSend",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("account", OrgForeignKey(on_delete=models.CASCADE, to="channels.account")),
                    ("member", OrgForeignKey(null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("rule", models.CharField(max_length=60)),
                    ("sentence", models.TextField()),
                    ("refused_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "-refused_at", "-id"], name="refused_send_latest"),
                        models.Index(fields=["organisation_id", "customer"], name="refused_send_of_customer"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SubjectRequest",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(choices=[("export", "export"), ("erasure", "erasure")], max_length=10)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("asked", "asked"),
                                ("waiting", "waiting"),
                                ("done", "done"),
                                ("cancelled", "cancelled"),
                                ("failed", "failed"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("subject_id", models.BigIntegerField()),
                    ("reason", models.CharField(blank=True, default="", max_length=200)),
                    ("asked_at", models.DateTimeField()),
                    (
                        "asked_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    (
                        "approved_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("due_at", models.DateTimeField(null=True)),
                    ("is_suppressed", models.BooleanField(default=True)),
                    ("done_at", models.DateTimeField(null=True)),
                    ("report", models.JSONField(default=list)),
                    ("file_id", models.BigIntegerField(null=True)),
                    ("expires_at", models.DateTimeField(null=True)),
                    ("fetched_at", models.DateTimeField(null=True)),
                    ("error", models.CharField(blank=True, default="", max_length=300)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "-id"], name="subject_request_latest"),
                        models.Index(
                            condition=models.Q(("state", "waiting")),
                            fields=["organisation_id", "due_at"],
                            name="subject_request_due",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["asked", "waiting"])),
                            fields=("organisation_id", "kind", "subject_id"),
                            name="subject_request_once",
                        )
                    ],
                },
            ),
        ),
    ]
