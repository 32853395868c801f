from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

GATES = Path(__file__).parent.parent / "sql" / "gates.sql"
REVERSE = "drop function accounts_memberships(bigint, text); drop function accounts_token(text)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_organisations_and_members"), ("kernel", "0001_initial")]

    operations = [migrations.RunSQL(sql_file(GATES), REVERSE)]
