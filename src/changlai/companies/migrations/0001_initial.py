from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from changlai.kernel.fields import EncryptedJSONField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_initial"),
        ("customers", "0001_initial"),
        ("kernel", "0001_initial"),
        ("records", "0001_initial"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Industry",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=40)),
                    ("position", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "name"), name="industry_once"),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="industry_named"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Company",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=120)),
                    ("key", models.CharField(max_length=120)),
                    (
                        "name_key",
                        models.GeneratedField(
                            db_persist=True,
                            expression=models.Func(models.F("name"), function="records_name_key"),
                            output_field=models.TextField(),
                        ),
                    ),
                    ("core", models.CharField(blank=True, default="", max_length=120)),
                    ("short_name", models.CharField(blank=True, default="", max_length=60)),
                    ("code", models.CharField(blank=True, default="", max_length=18)),
                    (
                        "industry",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="companies.industry"),
                    ),
                    (
                        "size",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("1-19", "1-19"),
                                ("20-99", "20-99"),
                                ("100-499", "100-499"),
                                ("500-999", "500-999"),
                                ("1000+", "1000+"),
                            ],
                            default="",
                            max_length=10,
                        ),
                    ),
                    ("website", models.CharField(blank=True, default="", max_length=300)),
                    ("phone", models.CharField(blank=True, default="", max_length=30)),
                    ("place", models.BigIntegerField(null=True)),
                    ("street", models.CharField(blank=True, default="", max_length=300)),
                    (
                        "parent",
                        OrgForeignKey(
                            null=True, on_delete=models.SET_NULL, related_name="daughters", to="companies.company"
                        ),
                    ),
                    (
                        "owner",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("source", models.CharField(blank=True, default="", max_length=120)),
                    ("remark", models.TextField(blank=True, default="")),
                    ("created_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                    ("binned_at", models.DateTimeField(null=True)),
                    (
                        "binned_by",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("binned_reason", models.CharField(blank=True, default="", max_length=200)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "key", "id"], name="company_by_key"),
                        models.Index(fields=["organisation_id", "name_key", "id"], name="company_by_name_key"),
                        models.Index(fields=["organisation_id", "short_name", "id"], name="company_by_short_name"),
                        models.Index(fields=["organisation_id", "-created_at", "-id"], name="company_by_creation"),
                        models.Index(
                            fields=["organisation_id", "owner", "-created_at", "-id"], name="company_by_owner"
                        ),
                        models.Index(fields=["organisation_id", "parent", "id"], name="company_of_parent"),
                        models.Index(fields=["organisation_id", "industry", "id"], name="company_by_industry"),
                        models.Index(fields=["organisation_id", "place", "id"], name="company_by_place"),
                        models.Index(
                            condition=models.Q(("core", ""), _negated=True),
                            fields=["organisation_id", "core", "id"],
                            name="company_by_core",
                        ),
                        models.Index(
                            condition=models.Q(("phone", ""), _negated=True),
                            fields=["organisation_id", "phone", "id"],
                            name="company_by_phone",
                        ),
                        models.Index(
                            condition=models.Q(("binned_at__isnull", False)),
                            fields=["organisation_id", "binned_at", "id"],
                            name="company_in_bin",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("code", ""), _negated=True),
                            fields=("organisation_id", "code"),
                            name="company_code_once",
                        ),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="company_named"),
                        models.CheckConstraint(
                            condition=models.Q(("parent", models.F("id")), _negated=True),
                            name="company_not_its_own_parent",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Post",
                fields=[
                    ID,
                    ORGANISATION,
                    ("company", OrgForeignKey(on_delete=models.CASCADE, related_name="posts", to="companies.company")),
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.customer")),
                    ("position", models.CharField(blank=True, default="", max_length=120)),
                    ("is_main", models.BooleanField(default=False)),
                    ("since", models.DateField(null=True)),
                    ("left_on", models.DateField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "company", "left_on", "id"], name="post_of_company")
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "customer", "company"), name="post_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("is_main", True)),
                            fields=("organisation_id", "customer"),
                            name="post_main_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("is_main", True), ("left_on__isnull", False), _negated=True),
                            name="post_main_is_present",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CompanyNote",
                fields=[
                    ID,
                    ORGANISATION,
                    ("company", OrgForeignKey(on_delete=models.CASCADE, related_name="notes", to="companies.company")),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("text", models.TextField()),
                    ("written_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "company", "-id"], name="company_note_of")],
                },
            ),
            migrations.CreateModel(
                name="CompanyValue",
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
                    ("record", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="companies.company")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("key", ""), _negated=True),
                            fields=["organisation_id", "field", "key", "record"],
                            name="companies_value_key",
                        ),
                        models.Index(
                            condition=models.Q(("number__isnull", False)),
                            fields=["organisation_id", "field", "number", "record"],
                            name="companies_value_number",
                        ),
                        models.Index(
                            condition=models.Q(("day__isnull", False)),
                            fields=["organisation_id", "field", "day", "record"],
                            name="companies_value_day",
                        ),
                        models.Index(
                            condition=models.Q(("option__isnull", False)),
                            fields=["organisation_id", "field", "option", "record"],
                            name="companies_value_option",
                        ),
                        models.Index(
                            condition=models.Q(("member__isnull", False)),
                            fields=["organisation_id", "field", "member", "record"],
                            name="companies_value_member",
                        ),
                        models.Index(
                            condition=models.Q(("file__isnull", False)),
                            fields=["organisation_id", "file"],
                            name="companies_value_file",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "record", "field", "option"),
                            name="companies_value_once",
                            nulls_distinct=False,
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_only", True), ("option__isnull", False)),
                            fields=("organisation_id", "record", "field"),
                            name="companies_value_only",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_unique", True)),
                            fields=("organisation_id", "field", "key"),
                            name="companies_value_unique",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CompanyMerging",
                fields=[
                    ID,
                    ORGANISATION,
                    ("into_id", models.BigIntegerField()),
                    ("old_id", models.BigIntegerField()),
                    ("old_name", models.CharField(max_length=120)),
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
                        models.Index(fields=["organisation_id", "into_id", "-id"], name="company_merging_into"),
                        models.Index(fields=["organisation_id", "-id"], name="company_merging_latest"),
                        models.Index(
                            condition=models.Q(("is_kept", True)),
                            fields=["organisation_id", "merged_at"],
                            name="company_merging_kept",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="CompanyMergeImage",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "merging",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="images", to="companies.companymerging"),
                    ),
                    ("old_id", models.BigIntegerField()),
                    ("place", models.CharField(max_length=80)),
                    ("ids", ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ("rows", EncryptedJSONField(default=list, editable=False)),
                    ("people", ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "merging", "id"], name="company_merge_image")],
                },
            ),
            migrations.CreateModel(
                name="CompanyAlias",
                fields=[
                    ID,
                    ORGANISATION,
                    ("old_id", models.BigIntegerField()),
                    ("company", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="companies.company")),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "company"], name="company_alias_of")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "old_id"), name="company_alias_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="CompanyApart",
                fields=[
                    ID,
                    ORGANISATION,
                    ("first", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="companies.company")),
                    ("second", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="companies.company")),
                    ("by", OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member")),
                    ("told_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "second"], name="company_apart_second")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "first", "second"), name="company_apart_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("first__lt", models.F("second"))), name="company_apart_ordered"
                        ),
                    ],
                },
            ),
        ),
    ]
