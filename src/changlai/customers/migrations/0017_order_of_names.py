"""Customers are sorted by name, and people of one name found, by one key: see records 0005."""

from django.db import migrations, models
from django.db.models import F, Func, Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0016_quality"), ("records", "0005_order_of_names")]

    operations = [
        migrations.RemoveIndex("customer", "customer_by_name_key"),
        migrations.RemoveField("customer", "name_key"),
        migrations.AddField(
            "customer",
            "name_key",
            models.GeneratedField(
                db_persist=True,
                expression=Func(F("name"), function="records_name_key"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["organisation_id", "name_key", "id"],
                name="customer_by_name_key",
                condition=Q(binned_at__isnull=True),
            ),
        ),
    ]
