import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Replace

import changlai.kernel.tenancy

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
ORGANISATION = ("organisation_id", models.BigIntegerField(editable=False))
CERTAINTIES = [("certain", "certain"), ("likely", "likely"), ("off", "off")]
STATES = [("running", "running"), ("finished", "finished"), ("cancelled", "cancelled")]
IDS = django.contrib.postgres.fields.ArrayField


def of(to, on_delete=django.db.models.deletion.CASCADE, **more):
    return changlai.kernel.tenancy.OrgForeignKey(db_index=False, on_delete=on_delete, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_own_values")]

    operations = [
        migrations.CreateModel(
            name="TwinRule",
            fields=[
                ID,
                ORGANISATION,
                ("rule", models.CharField(max_length=60)),
                ("certainty", models.CharField(choices=CERTAINTIES, max_length=10)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation_id", "rule"), name="twin_rule_once")]
            },
        ),
        migrations.CreateModel(
            name="Unchecked",
            fields=[ID, ORGANISATION, ("since", models.DateTimeField()), ("customer", of("customers.customer"))],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation_id", "customer"), name="unchecked_once")]
            },
        ),
        migrations.CreateModel(
            name="MergeRun",
            fields=[
                ID,
                ORGANISATION,
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("waiting", IDS(base_field=models.BigIntegerField(), size=None)),
                ("merging_ids", IDS(base_field=models.BigIntegerField(), default=list, size=None)),
                ("failed", models.JSONField(default=list)),
                ("total_count", models.PositiveIntegerField()),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("member", of("accounts.member", related_name="+")),
                (
                    "undoes",
                    of("customers.mergerun", django.db.models.deletion.SET_NULL, null=True, related_name="+"),
                ),
            ],
            options={"indexes": [models.Index(fields=["organisation_id", "-id"], name="merge_run_latest")]},
        ),
        migrations.AddField(
            "suggestion",
            "rules",
            IDS(base_field=models.CharField(max_length=60), db_default=[], default=list, size=None),
        ),
        migrations.AddField("suggestion", "confidence", models.PositiveSmallIntegerField(db_default=50, default=50)),
        migrations.RemoveIndex("suggestion", "suggestion_open"),
        migrations.AddIndex(
            "suggestion",
            models.Index(
                fields=["organisation_id", "-confidence", "-id"],
                name="suggestion_open",
                condition=Q(is_different=False),
            ),
        ),
        migrations.AddField(
            "customer",
            "name_key",
            models.GeneratedField(
                db_persist=True,
                expression=Lower(Replace(F("name"), Value(" "))),
                output_field=models.CharField(max_length=120),
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["organisation_id", "name_key", "id"],
                name="customer_by_name_key",
                condition=Q(binned_at__isnull=True) & ~Q(name_key=""),
            ),
        ),
        migrations.AddIndex(
            "identity",
            models.Index(
                fields=["organisation_id", "kind", "value", "customer"],
                name="identity_by_value",
                condition=Q(kind__in=["email", "phone"]),
            ),
        ),
    ]
