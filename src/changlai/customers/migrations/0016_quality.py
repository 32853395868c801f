from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0015_follow_ups")]

    operations = [
        migrations.CreateModel(
            name="QualityCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
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
                ]
            },
        ),
    ]
