from pathlib import Path

from django.db import migrations

from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
BACK = "drop function channels_sends(interval); drop index outbox_latest"


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_deliveries_and_gates")]
    operations = [migrations.RunSQL(sql_file(FOLDER / "sends.sql"), BACK)]
