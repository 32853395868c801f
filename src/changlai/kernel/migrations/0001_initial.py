from django.db import migrations

from changlai.kernel.rls import SQL_DIRECTORY, sql_file

FILES = ("roles", "partitions", "event_log", "event_claim", "lease")


class Migration(migrations.Migration):
    initial = True
    operations = [
        *(migrations.RunSQL(sql_file(SQL_DIRECTORY / f"{name}.sql")) for name in FILES),
        migrations.RunSQL("select kernel_make_partitions('event_log', current_date, 4)"),
    ]
