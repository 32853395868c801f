"""Customer lists ask for open tasks: when the next one is due, how many are late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("customer__isnull", False)),
                fields=["organisation_id", "customer", "due_at"],
                name="task_open_of_customer",
            ),
        ),
    ]
