from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_trail_exports")]

    operations = [
        migrations.AddField("directoryimport", "is_awaited", models.BooleanField(db_default=False, default=False)),
        migrations.AddField(
            "directoryimport", "language", models.CharField(blank=True, db_default="", default="", max_length=10)
        ),
        migrations.AddField("directoryimport", "trouble", models.TextField(blank=True, db_default="", default="")),
    ]
