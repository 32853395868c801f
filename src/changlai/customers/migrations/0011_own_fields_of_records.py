"""Definitions of own fields live with records from now on; nothing is released that could have values to keep."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_bin")]

    operations = [
        migrations.DeleteModel("FieldValue"),
        migrations.DeleteModel("FieldOption"),
        migrations.DeleteModel("Field"),
        migrations.DeleteModel("Section"),
    ]
