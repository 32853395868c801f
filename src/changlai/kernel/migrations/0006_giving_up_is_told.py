from django.db import migrations

from changlai.kernel.rls import SQL_DIRECTORY, sql_file


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_files_forgotten")]
    operations = [migrations.RunSQL(sql_file(SQL_DIRECTORY / "lease_claim.sql"))]
