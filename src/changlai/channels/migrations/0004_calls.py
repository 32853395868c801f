from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
BACK = "drop function channels_spend(bigint, bigint, text, int), channels_token_now(bigint, bigint, text, interval)"


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_sends")]
    operations = [migrations.RunSQL(sql_file(FOLDER / "calls.sql"), BACK)]
