from django.db import migrations, models


class Migration(migrations.Migration):
    """Who names the same company is looked up with every customer that is new or changed."""

    dependencies = [("customers", "0017_order_of_names")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organisation_id", "company", "id"],
                name="customer_by_company",
                condition=~models.Q(company=""),
            ),
        ),
    ]
