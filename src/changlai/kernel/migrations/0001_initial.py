from pathlib import Path

from django.db import migrations, models

from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.rls import sql_file

FOLDER = Path(__file__).parent.parent / "sql"
NO_PARTITIONS = "drop function kernel_make_partitions(text, date, int), kernel_drop_partitions(text, date)"
NO_EVENT_LOG = """
    drop function event_take_up(text, text, smallint[], bigint[], bigint[], boolean), event_horizon(),
      event_publish(bigint[], bigint[], text[], text[]), event_position();
    drop table event_log, event_cursor, event_mark, event_dead;
    drop sequence event_id"""
NO_EVENT_CLAIM = "drop function event_sweep(text[], text[]), event_claim(text, text[], int, int, smallint[])"
NO_LEASE = """
    drop function lease_claim(text, text, int, float), lease_finish(bigint[], text),
      lease_add(text, bigint[], text[], text[], text[], float[]);
    drop table lease, cron"""
NO_MACHINE_ROOM = """
    drop function event_backlog(int), lease_backlog(), event_holder(), event_position_at(timestamptz),
      event_reaches_back_to(), event_unread_before(timestamptz, text[])"""


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.RunSQL(sql_file(FOLDER / "roles.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(sql_file(FOLDER / "partitions.sql"), NO_PARTITIONS),
        migrations.RunSQL(sql_file(FOLDER / "event_log.sql"), NO_EVENT_LOG),
        migrations.RunSQL(sql_file(FOLDER / "event_claim.sql"), NO_EVENT_CLAIM),
        migrations.RunSQL(sql_file(FOLDER / "lease.sql"), NO_LEASE),
        CreateModels(
            migrations.CreateModel(
                name="StoredFile",
                fields=[
                    ID,
                    ORGANISATION,
                    ("sha256", models.CharField(max_length=64)),
                    ("size", models.BigIntegerField()),
                    ("media_type", models.CharField(max_length=100)),
                    ("name", models.CharField(max_length=200)),
                    ("width", models.IntegerField(default=0)),
                    ("height", models.IntegerField(default=0)),
                    ("created_at", models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            models.F("organisation_id"), models.F("sha256"), models.F("name"), name="stored_file_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="stored_file_hash"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="AuditEntry",
                fields=[
                    ID,
                    ORGANISATION,
                    ("at", models.DateTimeField(auto_now_add=True)),
                    ("actor_kind", models.CharField(max_length=40)),
                    ("actor_id", models.BigIntegerField(default=0)),
                    ("actor_name", models.CharField(blank=True, max_length=200)),
                    ("action", models.CharField(max_length=80)),
                    ("object_type", models.CharField(blank=True, max_length=80)),
                    ("object_id", models.BigIntegerField(default=0)),
                    ("object_label", models.CharField(blank=True, max_length=200)),
                    ("changes", models.JSONField(default=dict)),
                    ("ip", models.GenericIPAddressField(null=True)),
                    ("request_id", models.CharField(blank=True, max_length=64)),
                ],
                options={
                    "indexes": [
                        models.Index(models.F("organisation_id"), models.F("id"), name="audit_entry_recent"),
                        models.Index(
                            models.F("organisation_id"),
                            models.F("object_type"),
                            models.F("object_id"),
                            models.F("id"),
                            name="audit_entry_object",
                        ),
                        models.Index(
                            models.F("organisation_id"),
                            models.F("actor_kind"),
                            models.F("actor_id"),
                            models.F("id"),
                            name="audit_entry_actor",
                        ),
                    ],
                },
            ),
        ),
        migrations.RunSQL(sql_file(FOLDER / "machine_room.sql"), NO_MACHINE_ROOM),
        migrations.RunSQL(sql_file(FOLDER / "files_kept.sql"), "drop function file_is_kept(text)"),
        migrations.RunSQL(
            sql_file(FOLDER / "vouched.sql"), "drop function rows_vouched(boolean); drop function rows_hasty()"
        ),
    ]
