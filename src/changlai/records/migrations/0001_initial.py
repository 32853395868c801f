from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import changlai.accounts.enums
import changlai.records.enums
from changlai.kernel.fields import EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.rls import sql_file
from changlai.kernel.tenancy import OrgForeignKey

FOLDER = Path(__file__).parent.parent / "sql"
NO_SEARCH = r"""
    drop table records_text, records_dirty;
    do $$ declare f regprocedure; begin
      for f in select oid::regprocedure from pg_proc
        where pronamespace = 'public'::regnamespace and proname like any (array['records\_text\_%', 'records\_sees\_%',
          'records\_mark', 'records\_take', 'records\_waiting', 'records\_waits'])
      loop execute format('drop function %s cascade', f); end loop;
    end $$"""
NO_FINDING = """
    drop function records_common_count(bigint, int, bigint[], int, int),
      records_text_find(bigint, int, int[], int4[], int, bigint, bigint, int, int),
      records_text_among(bigint, int, int[], int4[], bigint[], int, bigint, bigint, int),
      records_text_sift(bigint, int, int4[], int4[], bigint[]), records_text_ids(bigint, int, int4[], int),
      records_text_expected(bigint, int, int4[]),
      records_text_holds(bigint, int, bigint, int4[]);
    drop table records_common"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial"), ("kernel", "0001_initial")]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="ListExport",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("kind", models.CharField(max_length=40)),
                    ("format", models.CharField(choices=[("csv", "csv"), ("xlsx", "xlsx")], max_length=4)),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("running", "running"),
                                ("done", "done"),
                                ("stopped", "stopped"),
                                ("failed", "failed"),
                            ],
                            default=changlai.accounts.enums.ExportState["RUNNING"],
                            max_length=10,
                        ),
                    ),
                    ("filter", models.JSONField(default=dict)),
                    ("ids", ArrayField(base_field=models.BigIntegerField(), null=True, size=None)),
                    ("columns", models.JSONField(default=list)),
                    ("order", models.CharField(blank=True, default="", max_length=80)),
                    ("asked", models.TextField(blank=True, default="")),
                    ("language", models.CharField(max_length=20)),
                    ("total_count", models.PositiveIntegerField(null=True)),
                    ("done_count", models.PositiveIntegerField(default=0)),
                    ("left_out_count", models.PositiveIntegerField(default=0)),
                    ("written_count", models.PositiveIntegerField(default=0)),
                    (
                        "file",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="kernel.storedfile"),
                    ),
                    ("began_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("expires_at", models.DateTimeField(null=True)),
                    ("error", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "-id"], name="list_export_of_member"),
                        models.Index(fields=["organisation_id", "ended_at"], name="list_export_ended"),
                        models.Index(fields=["organisation_id", "file"], name="list_export_of_file"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", changlai.accounts.enums.ExportState["RUNNING"])),
                            fields=("organisation_id", "member"),
                            name="list_export_under_way",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ExportBatch",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "export",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="batches", to="records.listexport"),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("rows", models.BinaryField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("rows__isnull", True)),
                            fields=["organisation_id", "export", "number"],
                            name="export_batch_open",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "export", "number"), name="export_batch_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Section",
                fields=[
                    ID,
                    ORGANISATION,
                    ("of", models.CharField(max_length=40)),
                    ("name", models.CharField(max_length=40)),
                    ("position", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "of", "name"), name="own_section_once"),
                        models.CheckConstraint(
                            condition=models.Q(("name", ""), _negated=True), name="own_section_named"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Field",
                fields=[
                    ID,
                    ORGANISATION,
                    ("of", models.CharField(max_length=40)),
                    ("section", OrgForeignKey(on_delete=models.PROTECT, related_name="fields", to="records.section")),
                    ("name", models.CharField(max_length=40)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("text", "text"),
                                ("long_text", "long_text"),
                                ("number", "number"),
                                ("money", "money"),
                                ("date", "date"),
                                ("choice", "choice"),
                                ("choices", "choices"),
                                ("yes_no", "yes_no"),
                                ("member", "member"),
                                ("phone", "phone"),
                                ("email", "email"),
                                ("url", "url"),
                                ("place", "place"),
                                ("file", "file"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("help", models.CharField(blank=True, default="", max_length=200)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("is_required", models.BooleanField(default=False)),
                    ("is_unique", models.BooleanField(default=False)),
                    ("is_masked", models.BooleanField(default=False)),
                    ("is_searchable", models.BooleanField(default=False)),
                    ("archived_at", models.DateTimeField(null=True)),
                    ("purging_at", models.DateTimeField(null=True)),
                    ("created_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "section", "position"], name="own_field_of_section")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("archived_at__isnull", True)),
                            fields=("organisation_id", "of", "name"),
                            name="own_field_once",
                        ),
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="own_field_named"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("purging_at__isnull", True), ("archived_at__isnull", False), _connector="OR"
                            ),
                            name="own_field_purged_from_archive",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="FieldOption",
                fields=[
                    ID,
                    ORGANISATION,
                    ("field", OrgForeignKey(on_delete=models.CASCADE, related_name="options", to="records.field")),
                    ("name", models.CharField(max_length=60)),
                    ("position", models.PositiveIntegerField(default=0)),
                    ("archived_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "field", "name"), name="own_option_once"),
                        models.CheckConstraint(
                            condition=models.Q(("name", ""), _negated=True), name="own_option_named"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DeedRun",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=40)),
                    ("deed", models.CharField(max_length=60)),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("arguments", models.JSONField(default=dict)),
                    (
                        "state",
                        models.CharField(
                            choices=[("running", "running"), ("finished", "finished"), ("cancelled", "cancelled")],
                            default=changlai.records.enums.RunState["RUNNING"],
                            max_length=10,
                        ),
                    ),
                    ("total_count", models.PositiveIntegerField()),
                    ("done_count", models.PositiveIntegerField(default=0)),
                    ("failed_count", models.PositiveIntegerField(default=0)),
                    ("reasons", models.JSONField(default=dict)),
                    ("began_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("retry_of", models.BigIntegerField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "member", "-id"], name="deed_run_of_member")],
                },
            ),
            migrations.CreateModel(
                name="RunBatch",
                fields=[
                    ID,
                    ORGANISATION,
                    ("run", OrgForeignKey(on_delete=models.CASCADE, related_name="batches", to="records.deedrun")),
                    ("number", models.PositiveIntegerField()),
                    ("ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                    ("is_done", models.BooleanField(default=False)),
                    ("failures", models.JSONField(default=dict)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_done", False)),
                            fields=["organisation_id", "run", "number"],
                            name="run_batch_open",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "run", "number"), name="run_batch_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="IndexState",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=40)),
                    ("made", models.IntegerField()),
                    ("record_id", models.BigIntegerField(default=0)),
                    ("read_count", models.BigIntegerField(default=0)),
                    ("began_at", models.DateTimeField()),
                    ("done_at", models.DateTimeField(null=True)),
                    ("met_until", models.DateTimeField(null=True)),
                    ("checked_at", models.DateTimeField(null=True)),
                    ("mended_count", models.IntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "kind"), name="index_state_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="RecentSearch",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("text", EncryptedTextField(editable=False)),
                    ("searched_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["organisation_id", "member", "-searched_at"], name="recent_search_of_member"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SavedView",
                fields=[
                    ID,
                    ORGANISATION,
                    ("kind", models.CharField(max_length=40)),
                    (
                        "owner",
                        OrgForeignKey(
                            blank=True, null=True, on_delete=models.CASCADE, related_name="+", to="accounts.member"
                        ),
                    ),
                    ("name", models.CharField(max_length=40)),
                    ("filter", models.JSONField(default=dict)),
                    ("columns", models.JSONField(default=list)),
                    ("order", models.CharField(blank=True, default="", max_length=80)),
                    ("is_pinned", models.BooleanField(default=True)),
                    ("made_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["organisation_id", "kind", "id"], name="saved_view_of_kind")],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_view_named")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ListLook",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    ("kind", models.CharField(max_length=40)),
                    ("tabs", models.JSONField(default=list)),
                    ("pins", models.JSONField(default=dict)),
                    ("first", models.CharField(blank=True, default="", max_length=40)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "member", "kind"), name="list_look_once")
                    ],
                },
            ),
        ),
        migrations.RunSQL(sql_file(FOLDER / "names.sql"), "drop function records_name_key(text)"),
        migrations.RunSQL(sql_file(FOLDER / "search.sql"), NO_SEARCH),
        migrations.RunSQL(sql_file(FOLDER / "finding.sql"), NO_FINDING),
    ]
