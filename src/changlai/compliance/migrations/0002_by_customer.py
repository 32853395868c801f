from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="refusedsend",
            index=models.Index(fields=["organisation_id", "customer"], name="refused_send_of_customer"),
        ),
    ]
