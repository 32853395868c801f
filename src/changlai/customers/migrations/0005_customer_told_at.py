from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_by_customer")]
    operations = [migrations.AddField(model_name="customer", name="told_at", field=models.DateTimeField(null=True))]
