from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_webhooks")]

    operations = [
        migrations.AddField("endpoint", "paced_at", models.DateTimeField(null=True)),
        migrations.AddField("endpoint", "turn_at", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "called_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["organisation_id", "endpoint", "called_at"],
                name="webhook_delivery_under_way",
                condition=models.Q(called_at__isnull=False),
            ),
        ),
    ]
