"""Partitions by the clock: there in time, and gone only when read."""

import os
from datetime import date, timedelta

import pytest
from django.utils import timezone

from changlai.kernel import cron, db, files, housekeeping
from changlai.kernel.events import Event, consumers, publish
from changlai.kernel.events.reader import Reader
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db(transaction=True)


class Aged(Event, frozen=True, kw_only=True):
    """Something that happened long ago."""


def partitions(table):
    sql = "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = %s::regclass"
    found = db.rows(sql, (table,))
    return {row[0] for row in found}


def test_every_partitioned_table_has_the_next_months():
    housekeeping.look_after_partitions()

    wanted = (timezone.now().date().replace(day=1) + timedelta(days=70)).strftime("_%Y_%m")
    for table in ("event_log", "channels_delivery", "customers_interaction"):
        assert table + wanted in partitions(table)


def test_what_a_consumer_has_not_read_is_not_dropped():
    for consumer in consumers():
        Reader(consumer, holder="test", board=None).register()
    with scope(1):
        publish(Aged(organisation_id=1, key=1))
    tomorrow = timezone.now().date() + timedelta(days=1)

    before = housekeeping.is_unread_before(tomorrow)
    for consumer in consumers():
        reader = Reader(consumer, holder="test", board=None)
        while reader.run_once():
            pass
    after = housekeeping.is_unread_before(tomorrow)

    assert (before, after) == (True, False)


def test_consumer_that_is_no_more_holds_nothing_back():
    db.row("insert into event_cursor (consumer, shard) values ('of.yesterday', 0) returning shard")
    with scope(1):
        publish(Aged(organisation_id=1, key=8))

    assert not housekeeping.is_unread_before(timezone.now().date() + timedelta(days=1))


def test_old_months_are_dropped_whole(test_database):
    db.row("select kernel_make_partitions('channels_delivery', %s, 30)", (timezone.now().date(),))
    far = date(2199, 1, 1)

    dropped = housekeeping.drop_before("channels_delivery", far)

    assert dropped >= 30
    assert partitions("channels_delivery") == {"channels_delivery_old"}
    test_database.recreate()


def test_housekeeping_is_declared_to_the_clock():
    assert {"kernel.partitions", "channels.retention"} <= set(cron.entries())


def test_what_a_killed_process_was_making_does_not_stay(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    with files.workplace() as place:
        (place / "list").write_text("张伟,13800000000")
        (tmp_path / "incoming" / "half-an-upload").write_text("小满")
        (tmp_path / "incoming" / "of-today").write_text("小满")
        for old in (place, tmp_path / "incoming" / "half-an-upload"):
            os.utime(old, (0, 0))

        cron.entries()["kernel.files_left"].run()

        assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["of-today"]
