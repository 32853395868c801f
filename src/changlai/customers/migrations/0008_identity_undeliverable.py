from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_merge_images")]

    operations = [
        migrations.AddField("identity", "undeliverable_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "identity", "undeliverable_reason", models.TextField(blank=True, db_default="", default="")
        ),
    ]
