import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import changlai.kernel.tenancy

MEMBER = {
    "db_index": False,
    "null": True,
    "on_delete": django.db.models.deletion.SET_NULL,
    "related_name": "+",
    "to": "accounts.member",
}
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
ORGANISATION = ("organisation_id", models.BigIntegerField(editable=False))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_invitations_and_second_factors"),
        ("customers", "0009_fields_notes_and_collaborators"),
    ]

    operations = [
        migrations.CreateModel(
            name="Care",
            fields=[ID, ORGANISATION, ("bin_days", models.PositiveSmallIntegerField(db_default=30, default=30))],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id",), name="care_once"),
                    models.CheckConstraint(condition=Q(bin_days__range=(1, 3650)), name="care_bin_days"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ID,
                ORGANISATION,
                (
                    "old_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("binned_at", models.DateTimeField()),
                ("purged_at", models.DateTimeField()),
                ("report", models.JSONField(default=list)),
                ("by", changlai.kernel.tenancy.OrgForeignKey(**MEMBER)),
            ],
            options={"indexes": [models.Index(fields=["organisation_id", "-id"], name="purge_latest")]},
        ),
        migrations.AddField("customer", "binned_at", models.DateTimeField(null=True)),
        migrations.AddField("customer", "binned_by", changlai.kernel.tenancy.OrgForeignKey(**MEMBER)),
        migrations.AddField(
            "customer", "binned_reason", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.RemoveIndex("customer", "customer_by_activity"),
        migrations.RemoveIndex("customer", "customer_by_owner"),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["organisation_id", "-last_interaction_at", "-id"],
                name="customer_by_activity",
                condition=Q(binned_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["organisation_id", "owner", "-last_interaction_at", "-id"],
                name="customer_by_owner",
                condition=Q(binned_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["organisation_id", "-binned_at", "-id"],
                name="customer_in_bin",
                condition=Q(binned_at__isnull=False),
            ),
        ),
    ]
