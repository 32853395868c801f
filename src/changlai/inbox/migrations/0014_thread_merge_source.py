from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0013_shelves_and_stale_days")]

    operations = [
        migrations.AddIndex(
            model_name="threadmerge",
            index=models.Index(
                condition=models.Q(("undone_at__isnull", True)),
                fields=["organisation_id", "source"],
                name="thread_merge_source",
            ),
        ),
    ]
