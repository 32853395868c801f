from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import changlai.kernel.fields
import changlai.kernel.tenancy
from changlai.kernel.rls import sql_file

SEARCH = Path(__file__).parent.parent / "sql" / "search.sql"
REVERSE = r"""
    drop table records_text, records_dirty;
    do $$ declare f regprocedure; begin
      for f in select oid::regprocedure from pg_proc
        where pronamespace = 'public'::regnamespace and proname like any (array['records\_text\_%', 'records\_sees\_%',
          'records\_mark', 'records\_take', 'records\_waiting', 'records\_waits'])
      loop execute format('drop function %s cascade', f); end loop;
    end $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_files_forgotten"),
        ("records", "0001_views_and_runs"),
        ("accounts", "0014_trail_exports_fail"),
    ]

    operations = [
        migrations.RunSQL(sql_file(SEARCH), REVERSE),
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
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
                "constraints": [models.UniqueConstraint(fields=("organisation_id", "kind"), name="index_state_once")],
            },
        ),
        migrations.CreateModel(
            name="RecentSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("text", changlai.kernel.fields.EncryptedTextField(editable=False)),
                ("searched_at", models.DateTimeField()),
                (
                    "member",
                    changlai.kernel.tenancy.OrgForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "member", "-searched_at"], name="recent_search_of_member")
                ],
            },
        ),
    ]
