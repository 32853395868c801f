from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
NO_GATES = "drop function accounts_memberships(bigint, text), accounts_token(text)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(sql_file(FOLDER / "gates.sql"), NO_GATES),
    ]
