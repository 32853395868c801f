from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
NO_DELIVERIES = "drop table channels_delivery, channels_delivery_key; drop sequence channels_delivery_id"
NO_GATES = """
    drop function channels_account_by_key(text), channels_store(
      bigint[], bigint[], bytea[], text[], text[], bigint[], timestamptz[], bytea[], bytea[], text[],
      boolean[])"""
NO_SENDS = "drop function channels_sends(interval); drop index outbox_latest"
NO_CALLS = """
    drop function channels_spend(bigint, bigint, text, int, int), channels_token_now(bigint, bigint, text, interval)"""
NO_TALKS = """
    drop function channels_lines(bigint, bigint, text[], int[], int),
      channels_lines_before(bigint, bigint, text[], int[], int), channels_talks(bigint, bigint, text[])"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial"), ("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(sql_file(FOLDER / "deliveries.sql"), NO_DELIVERIES),
        migrations.RunSQL(sql_file(FOLDER / "gates.sql"), NO_GATES),
        migrations.RunSQL(sql_file(FOLDER / "sends.sql"), NO_SENDS),
        migrations.RunSQL(sql_file(FOLDER / "calls.sql"), NO_CALLS),
        migrations.RunSQL(sql_file(FOLDER / "talks.sql"), NO_TALKS),
    ]
