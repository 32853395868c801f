from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

SQL = Path(__file__).parent.parent / "sql"


def _earlier() -> str:
    """Finding as it was before."""
    text = sql_file(SQL / "search.sql")
    return text[text.index("-- Records that have all") : text.index("-- Ids of records")]


REVERSE = f"""
    drop table records_common;
    drop function records_common_count(bigint, int, bigint[], int, int);
    drop function records_text_find(bigint, int, int[], int4[], int, bigint, bigint, int, int);
    drop function records_text_among(bigint, int, int[], int4[], bigint[], int, bigint, bigint, int);
    drop function records_text_holds(bigint, int, bigint, int4[]);
    drop function records_text_sift(bigint, int, int4[], int4[], bigint[]);
    {_earlier()}
    do $$ declare f text; begin
      foreach f in array array[
        'records_text_find(bigint, int, int[], int4[], int, int, bigint, int, int)',
        'records_text_among(bigint, int, int[], int4[], bigint[], int, int, bigint, int)'] loop
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to changlai_app', f);
        execute format('alter function %s owner to changlai_gate', f);
      end loop;
    end $$"""


class Migration(migrations.Migration):
    dependencies = [("records", "0007_search_in_many")]

    operations = [migrations.RunSQL(sql_file(SQL / "search_order.sql"), REVERSE)]
