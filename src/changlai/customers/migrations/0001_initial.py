from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import changlai.customers.enums
from changlai.kernel.fields import EncryptedJSONField, EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.rls import sql_file
from changlai.kernel.tenancy import OrgForeignKey

FOLDER = Path(__file__).parent.parent / "sql"
NO_INTERACTIONS = "drop table customers_interaction; drop sequence customers_interaction_id"
# Numbers do not shrink by compression: stored as they are, they are read three times as fast.
PLAIN = "alter table customers_activitychunk alter ids set storage external, alter counts set storage external"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("kernel", "0001_initial"), ("records", "0001_initial")]
    operations = [
        migrations.RunSQL(sql_file(FOLDER / "interactions.sql"), NO_INTERACTIONS),
        CreateModels(
            migrations.CreateModel(
                name="ActivityChunk",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=40)),
                    ("day", models.DateField()),
                    ("ids", models.BinaryField()),
                    ("counts", models.BinaryField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "kind", "day", "id"], name="activity_chunk")],
                },
            ),
            migrations.CreateModel(
                name="Customer",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(blank=True, default="", max_length=120)),
                    ("is_named_by_hand", models.BooleanField(default=False)),
                    ("avatar_url", models.CharField(blank=True, default="", max_length=500)),
                    ("avatar_file_id", models.BigIntegerField(null=True)),
                    ("avatar_digest", models.CharField(blank=True, db_default="", default="", max_length=64)),
                    ("avatar_kept_url", models.CharField(blank=True, db_default="", default="", max_length=500)),
                    ("gender", models.CharField(blank=True, default="", max_length=10)),
                    ("company", models.CharField(blank=True, default="", max_length=120)),
                    ("position", models.CharField(blank=True, default="", max_length=120)),
                    ("city", models.CharField(blank=True, default="", max_length=120)),
                    ("address", models.CharField(blank=True, db_default="", default="", max_length=300)),
                    ("birthday", models.DateField(null=True)),
                    ("by_hand", models.JSONField(db_default=[], default=list)),
                    ("phone", EncryptedTextField(blank=True, default="", editable=False)),
                    ("note", models.TextField(blank=True, default="")),
                    ("owner", OrgForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to="accounts.member")),
                    ("source", models.CharField(blank=True, default="", max_length=120)),
                    ("created_at", models.DateTimeField()),
                    ("told_at", models.DateTimeField(null=True)),
                    ("last_interaction_at", models.DateTimeField(null=True)),
                    ("followed_up_at", models.DateTimeField(null=True)),
                    (
                        "name_key",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Func(models.F("name"), function="records_name_key"),
                            output_field=models.TextField(),
                        ),
                    ),
                    ("binned_at", models.DateTimeField(null=True)),
                    (
                        "binned_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("binned_reason", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True)),
                            fields=["organisation_id", "-last_interaction_at", "-id"],
                            name="customer_by_activity",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True)),
                            fields=["organisation_id", "owner", "-last_interaction_at", "-id"],
                            name="customer_by_owner",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True)),
                            fields=["organisation_id", "created_at", "id"],
                            name="customer_by_creation",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True), models.Q(("city", ""), _negated=True)),
                            fields=["organisation_id", "city", "id"],
                            name="customer_by_city",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True), models.Q(("company", ""), _negated=True)),
                            fields=["organisation_id", "company", "id"],
                            name="customer_by_company",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True), ("birthday__isnull", False)),
                            fields=["organisation_id", "birthday", "id"],
                            name="customer_by_birthday",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", False)),
                            fields=["organisation_id", "-binned_at", "-id"],
                            name="customer_in_bin",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True)),
                            fields=["organisation_id", "name_key", "id"],
                            name="customer_by_name_key",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", True)),
                            fields=["organisation_id", "followed_up_at", "id"],
                            name="customer_by_follow_up",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Identity",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("kind", models.CharField(max_length=60)),
                    ("scope", models.CharField(blank=True, default="", max_length=128)),
                    ("value", models.CharField(max_length=254)),
                    ("is_strong", models.BooleanField(default=True)),
                    ("is_exclusive", models.BooleanField(default=True)),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("beside_id", models.BigIntegerField(null=True)),
                    ("created_at", models.DateTimeField()),
                    ("undeliverable_at", models.DateTimeField(null=True)),
                    ("undeliverable_reason", models.TextField(blank=True, db_default="", default="")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "customer", "id"], name="identity_of_customer"),
                        models.Index(
                            condition=models.Q(("account_id__isnull", False)),
                            fields=["organisation_id", "account_id", "customer"],
                            name="identity_by_account",
                        ),
                        models.Index(
                            condition=models.Q(("kind__in", ["email", "phone"])),
                            fields=["organisation_id", "kind", "value", "customer"],
                            name="identity_by_value",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "kind", "scope", "value"), name="identity_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Alias",
                fields=[
                    ID,
                    ORGANISATION,
                    ("old_id", models.BigIntegerField()),
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("merged_at", models.DateTimeField()),
                    ("reason", models.CharField(max_length=300)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "customer"], name="alias_of_customer")],
                    "constraints": [models.UniqueConstraint(fields=("organisation_id", "old_id"), name="alias_once")],
                },
            ),
            migrations.CreateModel(
                name="Suggestion",
                fields=[
                    ID,
                    ORGANISATION,
                    ("first", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.customer")),
                    ("second", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.customer")),
                    ("reason", models.CharField(max_length=300)),
                    (
                        "rules",
                        ArrayField(base_field=models.CharField(max_length=60), db_default=[], default=list, size=None),
                    ),
                    ("confidence", models.PositiveSmallIntegerField(db_default=50, default=50)),
                    ("created_at", models.DateTimeField()),
                    ("is_different", models.BooleanField(db_default=False, default=False)),
                    ("decided_at", models.DateTimeField(null=True)),
                    (
                        "decided_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "second"], name="suggestion_by_second"),
                        models.Index(
                            condition=models.Q(("is_different", False)),
                            fields=["organisation_id", "-confidence", "-id"],
                            name="suggestion_open",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "first", "second"), name="suggestion_once"),
                        models.CheckConstraint(
                            condition=models.Q(("first__lt", models.F("second"))), name="suggestion_in_order"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Follow",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("account_id", models.BigIntegerField()),
                    ("colleague", models.CharField(max_length=128)),
                    ("remark", models.CharField(blank=True, default="", max_length=120)),
                    ("description", models.CharField(blank=True, default="", max_length=600)),
                    ("state", models.CharField(blank=True, default="", max_length=128)),
                    ("way", models.CharField(blank=True, default="", max_length=40)),
                    ("company", models.CharField(blank=True, default="", max_length=120)),
                    ("tags", models.JSONField(default=list)),
                    ("added_at", models.DateTimeField(null=True)),
                    ("removed", models.CharField(blank=True, default="", max_length=20)),
                    ("removed_at", models.DateTimeField(null=True)),
                    ("seen_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "customer"], name="follow_of_customer"),
                        models.Index(
                            condition=models.Q(("removed", "")),
                            fields=["organisation_id", "colleague"],
                            name="follow_by_colleague",
                        ),
                        models.Index(
                            condition=models.Q(("removed", "unlisted")),
                            fields=["organisation_id", "colleague"],
                            name="follow_unlisted",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "account_id", "customer", "colleague"), name="follow_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Interaction",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer_id", models.BigIntegerField()),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("identity_id", models.BigIntegerField(null=True)),
                    ("kind", models.CharField(max_length=40)),
                    ("occurred_at", models.DateTimeField()),
                    ("recorded_at", models.DateTimeField()),
                    ("event_id", models.BigIntegerField()),
                    ("part", models.SmallIntegerField()),
                    ("facts", models.JSONField()),
                ],
                options={
                    "db_table": "customers_interaction",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="Care",
                fields=[
                    ID,
                    ORGANISATION,
                    ("bin_days", models.PositiveSmallIntegerField(db_default=30, default=30)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id",), name="care_once"),
                        models.CheckConstraint(
                            condition=models.Q(("bin_days__range", (1, 3650))), name="care_bin_days"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TwinRule",
                fields=[
                    ID,
                    ORGANISATION,
                    ("rule", models.CharField(max_length=60)),
                    (
                        "certainty",
                        models.CharField(
                            choices=[("certain", "certain"), ("likely", "likely"), ("off", "off")], max_length=10
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("organisation_id", "rule"), name="twin_rule_once")],
                },
            ),
            migrations.CreateModel(
                name="Unchecked",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("since", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "customer"), name="unchecked_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="MergeRun",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    (
                        "undoes",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="customers.mergerun"),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("running", "running"), ("finished", "finished"), ("cancelled", "cancelled")],
                            max_length=10,
                        ),
                    ),
                    ("waiting", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("merging_ids", ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ("failed", models.JSONField(default=list)),
                    ("total_count", models.PositiveIntegerField()),
                    ("done_count", models.PositiveIntegerField(default=0)),
                    ("began_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-id"], name="merge_run_latest")],
                },
            ),
            migrations.CreateModel(
                name="QualityCount",
                fields=[
                    ID,
                    ORGANISATION,
                    ("figure", models.CharField(max_length=40)),
                    ("day", models.DateField()),
                    ("by", models.CharField(blank=True, default="", max_length=10)),
                    ("value", models.CharField(blank=True, default="", max_length=120)),
                    ("count", models.PositiveIntegerField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "figure", "day", "by", "value"), name="quality_count_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Purge",
                fields=[
                    ID,
                    ORGANISATION,
                    ("old_ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("binned_at", models.DateTimeField()),
                    ("purged_at", models.DateTimeField()),
                    ("by", OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                    ("report", models.JSONField(default=list)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "-id"], name="purge_latest")],
                },
            ),
            migrations.CreateModel(
                name="FieldValue",
                fields=[
                    ID,
                    ORGANISATION,
                    ("field", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="records.field")),
                    ("text", models.TextField(blank=True, default="")),
                    ("key", models.CharField(blank=True, default="", max_length=100)),
                    ("number", models.BigIntegerField(null=True)),
                    ("day", models.DateField(null=True)),
                    (
                        "option",
                        OrgForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="records.fieldoption"),
                    ),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    (
                        "file",
                        OrgForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.storedfile"),
                    ),
                    ("is_only", models.BooleanField(default=True)),
                    ("is_unique", models.BooleanField(default=False)),
                    ("record", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.customer")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("key", ""), _negated=True),
                            fields=["organisation_id", "field", "key", "record"],
                            name="customers_value_key",
                        ),
                        models.Index(
                            condition=models.Q(("number__isnull", False)),
                            fields=["organisation_id", "field", "number", "record"],
                            name="customers_value_number",
                        ),
                        models.Index(
                            condition=models.Q(("day__isnull", False)),
                            fields=["organisation_id", "field", "day", "record"],
                            name="customers_value_day",
                        ),
                        models.Index(
                            condition=models.Q(("option__isnull", False)),
                            fields=["organisation_id", "field", "option", "record"],
                            name="customers_value_option",
                        ),
                        models.Index(
                            condition=models.Q(("member__isnull", False)),
                            fields=["organisation_id", "field", "member", "record"],
                            name="customers_value_member",
                        ),
                        models.Index(
                            condition=models.Q(("file__isnull", False)),
                            fields=["organisation_id", "file"],
                            name="customers_value_file",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "record", "field", "option"),
                            name="customers_value_once",
                            nulls_distinct=False,
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_only", True), ("option__isnull", False)),
                            fields=("organisation_id", "record", "field"),
                            name="customers_value_only",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_unique", True)),
                            fields=("organisation_id", "field", "key"),
                            name="customers_value_unique",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Merging",
                fields=[
                    ID,
                    ORGANISATION,
                    ("into_id", models.BigIntegerField()),
                    ("merged_ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("reason", models.CharField(max_length=300)),
                    ("by", OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                    ("merged_at", models.DateTimeField()),
                    ("undone_at", models.DateTimeField(null=True)),
                    (
                        "undone_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("is_kept", models.BooleanField(default=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "into_id", "-id"], name="merging_into"),
                        models.Index(fields=["organisation_id", "-id"], name="merging_latest"),
                        models.Index(
                            condition=models.Q(("is_kept", True)),
                            fields=["organisation_id", "merged_at"],
                            name="merging_kept",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MergeImage",
                fields=[
                    ID,
                    ORGANISATION,
                    ("merging", OrgForeignKey(on_delete=models.CASCADE, to="customers.merging")),
                    ("old_id", models.BigIntegerField()),
                    ("place", models.CharField(max_length=80)),
                    ("ids", ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ("rows", EncryptedJSONField(default=list, editable=False)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "merging", "id"], name="merge_image")],
                },
            ),
            migrations.CreateModel(
                name="Note",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "customer",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="notes", to="customers.customer"),
                    ),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("text", models.TextField(blank=True)),
                    (
                        "kind",
                        models.CharField(
                            db_default=changlai.customers.enums.FollowUpKind["NOTE"],
                            default=changlai.customers.enums.FollowUpKind["NOTE"],
                            max_length=10,
                        ),
                    ),
                    ("happened_at", models.DateTimeField(null=True)),
                    ("seconds", models.PositiveIntegerField(null=True)),
                    ("outcome", models.CharField(blank=True, db_default="", default="", max_length=20)),
                    ("is_pinned", models.BooleanField(default=False)),
                    ("cause", models.BigIntegerField()),
                    ("written_at", models.DateTimeField()),
                    ("edited_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "customer", "-id"], name="note_of_customer"),
                        models.Index(
                            condition=models.Q(("is_pinned", True)),
                            fields=["organisation_id", "customer", "-written_at"],
                            name="note_pinned",
                        ),
                        models.Index(
                            condition=models.Q(("outcome", ""), _negated=True),
                            fields=["organisation_id", "outcome", "customer"],
                            name="note_by_outcome",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Outcome",
                fields=[
                    ID,
                    ORGANISATION,
                    ("slug", models.CharField(max_length=20)),
                    ("name", models.CharField(blank=True, default="", max_length=40)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("is_active", models.BooleanField(default=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "slug"), name="outcome_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("name", ""), _negated=True),
                            fields=("organisation_id", "name"),
                            name="outcome_named_once",
                        ),
                        models.CheckConstraint(condition=models.Q(("slug", ""), _negated=True), name="outcome_slug"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="NoteFile",
                fields=[
                    ID,
                    ORGANISATION,
                    ("note", OrgForeignKey(on_delete=models.CASCADE, related_name="files", to="customers.note")),
                    ("file", OrgForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.storedfile")),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "file"], name="note_file_of_file")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "note", "file"), name="note_file_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Collaborator",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, to="customers.customer")),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("can_write", models.BooleanField(default=False)),
                    ("added_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "customer"], name="collaborator_by_member")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "customer", "member"), name="collaborator_once"
                        )
                    ],
                },
            ),
        ),
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
    ]
