"""A directory is taken over in steps, which can be watched and stopped."""

import django.db.models.deletion
from django.db import migrations, models

from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_portraits_and_living_sessions")]

    operations = [
        migrations.AddField(
            "directoryimport",
            "taken_by",
            OrgForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.member",
            ),
        ),
        migrations.AddField("directoryimport", "taken_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("directoryimport", "wishes", models.JSONField(blank=True, db_default={}, default=dict)),
        migrations.AddField("directoryimport", "total_count", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("directoryimport", "done_count", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("directoryimport", "is_stopped", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "directoryimport",
            models.UniqueConstraint(
                fields=("organisation_id", "door"),
                condition=models.Q(("applied_at", None), ("taken_at__isnull", False)),
                name="directory_import_under_way",
            ),
        ),
    ]
