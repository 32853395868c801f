from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_customer_told_at")]
    operations = [
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("removed", "unlisted")),
                fields=["organisation_id", "colleague"],
                name="follow_unlisted",
            ),
        )
    ]
