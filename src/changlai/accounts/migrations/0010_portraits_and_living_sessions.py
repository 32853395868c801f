"""Members choose a picture; a session knows the generation of its user, so that the page of devices shows only those
that live. Sessions of before belong to the generation their user has now.
"""

from django.db import migrations, models

LIVING = "update accounts_signedin s set generation = u.session_generation from accounts_user u where u.id = s.user_id"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_doors_and_directories")]

    operations = [
        migrations.AddField("member", "portrait_file_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField(
            "member", "portrait", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField("signedin", "generation", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.RunSQL(LIVING, migrations.RunSQL.noop),
    ]
