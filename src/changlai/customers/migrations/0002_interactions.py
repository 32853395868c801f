from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("kernel", "0001_initial")]
    operations = [migrations.RunSQL(sql_file(FOLDER / "interactions.sql"))]
