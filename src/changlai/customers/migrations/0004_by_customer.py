from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_customer_portrait")]
    operations = [
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["organisation_id", "customer", "id"], name="identity_of_customer"),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["organisation_id", "account_id", "customer"], name="identity_by_account"),
        ),
        migrations.AddIndex(
            model_name="alias",
            index=models.Index(fields=["organisation_id", "customer"], name="alias_of_customer"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["organisation_id", "second"], name="suggestion_by_second"),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(fields=["organisation_id", "customer"], name="follow_of_customer"),
        ),
    ]
