from django.db import migrations, models

# Numbers do not shrink by compression: stored as they are, they are read three times as fast.
_PLAIN = "alter table customers_activitychunk alter ids set storage external, alter counts set storage external"


class Migration(migrations.Migration):
    dependencies = [("customers", "0013_twins")]
    operations = [
        migrations.CreateModel(
            name="ActivityChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField(editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("ids", models.BinaryField()),
                ("counts", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "kind", "day", "id"], name="activity_chunk")],
            },
        ),
        migrations.RunSQL(_PLAIN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["organisation_id", "created_at", "id"], name="customer_by_creation"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organisation_id", "city", "id"], name="customer_by_city", condition=~models.Q(city="")
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organisation_id", "birthday", "id"],
                name="customer_by_birthday",
                condition=models.Q(birthday__isnull=False),
            ),
        ),
    ]
