from django.db import migrations

from changlai.kernel.rls import SQL_DIRECTORY, sql_file


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_machine_room")]
    operations = [migrations.RunSQL(sql_file(SQL_DIRECTORY / "files_kept.sql"), "drop function file_is_kept(text)")]
