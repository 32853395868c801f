from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

SQL = Path(__file__).parent.parent / "sql"
REVERSE = """
    drop function records_text_keep(bigint, int, int, bigint[], int[], int4[], int[]);
    drop function records_text_fill(bigint, int, int, bigint[], int[], int4[], int[]);
    alter index records_text_pieces set (gin_pending_list_limit = 1024);
    create function records_text_keep(p_org bigint, p_kind int, p_made int, p_record bigint[], p_seen int[], p_pieces text[])
    returns void language sql security definer set search_path = public, pg_temp as $$
      insert into records_text as t (organisation_id, kind, record_id, seen, made, pieces)
      select p_org, p_kind, r, s, p_made, p::int4[] from unnest(p_record, p_seen, p_pieces) x(r, s, p) order by r
      on conflict (organisation_id, kind, record_id)
        do update set seen = excluded.seen, made = excluded.made, pieces = excluded.pieces
        where (t.seen, t.made, t.pieces) is distinct from (excluded.seen, excluded.made, excluded.pieces)
    $$;
    revoke all on function records_text_keep(bigint, int, int, bigint[], int[], text[]) from public;
    grant execute on function records_text_keep(bigint, int, int, bigint[], int[], text[]) to changlai_app;
    alter function records_text_keep(bigint, int, int, bigint[], int[], text[]) owner to changlai_gate"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_field_purging")]

    operations = [migrations.RunSQL(sql_file(SQL / "search_many.sql"), REVERSE)]
