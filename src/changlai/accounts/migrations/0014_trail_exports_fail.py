import changlai.accounts.enums
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_directories_asked_for")]
    operations = [
        migrations.AddField("trailexport", "error", models.TextField(blank=True, db_default="", default="")),
        migrations.AlterField(
            "trailexport",
            "state",
            models.CharField(
                choices=[("running", "running"), ("done", "done"), ("stopped", "stopped"), ("failed", "failed")],
                default=changlai.accounts.enums.ExportState["RUNNING"],
                max_length=10,
            ),
        ),
    ]
