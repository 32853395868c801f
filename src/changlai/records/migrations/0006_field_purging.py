from django.db import migrations, models


class Migration(migrations.Migration):
    """Values of a purged field go in the background: until then it says so."""

    dependencies = [("records", "0005_order_of_names")]

    operations = [
        migrations.AddField(model_name="field", name="purging_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="field",
            constraint=models.CheckConstraint(
                condition=models.Q(("purging_at__isnull", True), ("archived_at__isnull", False), _connector="OR"),
                name="own_field_purged_from_archive",
            ),
        ),
    ]
