"""Outcomes of callbacks: a platform's check of our address is one too."""

from django.db import migrations, models

OUTCOMES = ("received", "stored", "repeated", "skipped", "refused", "failed", "checked")


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_talks_of_visitors")]
    operations = [
        migrations.AlterField(
            "tally", "outcome", models.CharField(choices=[(one, one) for one in OUTCOMES], max_length=20)
        )
    ]
