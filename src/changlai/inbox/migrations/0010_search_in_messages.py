from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

SEARCH = Path(__file__).parent.parent / "sql" / "search.sql"
REVERSE = """
    drop function inbox_text_keep(bigint[], bigint[], text[]);
    drop function inbox_text_drop(bigint[], bigint[]);
    drop function inbox_text_find(bigint, int4[], bigint, int);
    drop table inbox_text"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0009_ratings")]

    operations = [migrations.RunSQL(sql_file(SEARCH), REVERSE)]
