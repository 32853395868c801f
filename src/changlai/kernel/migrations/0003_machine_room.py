from django.db import migrations

from changlai.kernel.rls import SQL_DIRECTORY, sql_file


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_files_and_audit")]
    operations = [migrations.RunSQL(sql_file(SQL_DIRECTORY / "machine_room.sql"))]
