from pathlib import Path

import changlai.kernel.tenancy
import django.db.models.deletion
from django.db import migrations, models

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
BACK = (
    "drop function channels_lines(bigint, bigint, text[], int[], int), "
    "channels_lines_before(bigint, bigint, text[], int[], int), channels_talks(bigint, bigint, text[])"
)


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_outbox_by_reference"),
    ]

    operations = [
        migrations.AddField(
            model_name="outbox",
            name="author",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("thread", models.CharField(max_length=200)),
                ("last_number", models.PositiveIntegerField(default=0)),
                ("seen_number", models.PositiveIntegerField(default=0)),
                ("read_number", models.PositiveIntegerField(default=0)),
                (
                    "account",
                    changlai.kernel.tenancy.OrgForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="channels.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("is_ours", models.BooleanField()),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("content", models.JSONField()),
                ("occurred_at", models.DateTimeField()),
                (
                    "talk",
                    changlai.kernel.tenancy.OrgForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="channels.talk"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.UniqueConstraint(fields=("organisation_id", "account", "thread"), name="talk_once"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("organisation_id", "talk", "number"), name="line_number_once"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("organisation_id", "talk", "key"), name="line_key_once"),
        ),
        migrations.RunSQL(sql_file(FOLDER / "talks.sql"), BACK),
    ]
