from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_calls")]
    operations = [
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(fields=["organisation_id", "reference"], name="outbox_by_reference"),
        ),
    ]
