"""Companies are sorted by name: see records 0005."""

from django.db import migrations, models
from django.db.models import F, Func


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_companies"), ("records", "0005_order_of_names")]

    operations = [
        migrations.AddField(
            "company",
            "name_key",
            models.GeneratedField(
                db_persist=True,
                expression=Func(F("name"), function="records_name_key"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            "company",
            models.Index(fields=["organisation_id", "name_key", "id"], name="company_by_name_key"),
        ),
    ]
