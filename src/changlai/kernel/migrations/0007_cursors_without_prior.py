from django.db import migrations

from changlai.kernel.rls import SQL_DIRECTORY, sql_file


class Migration(migrations.Migration):
    """Nobody ever read where a cursor had stood before."""

    dependencies = [("kernel", "0006_giving_up_is_told")]
    operations = [
        migrations.RunSQL(sql_file(SQL_DIRECTORY / "event_claim.sql")),
        migrations.RunSQL("alter table event_cursor drop column prior"),
    ]
