"""What comes round by the clock: partitions made ahead of time and dropped, the nightly backup, files left behind."""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from changlai.kernel import backups, db, files
from changlai.kernel.cron import cron
from changlai.kernel.events import consumers

logger = logging.getLogger("changlai.housekeeping")
MONTHS_AHEAD = 4
_PARTITIONED = """
    select c.relname from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
    where c.relnamespace = 'public'::regnamespace order by 1"""


@cron("kernel.partitions", every=timedelta(days=1), offset=timedelta(hours=17, minutes=41))
def look_after_partitions() -> None:
    """Make the partitions of the next months; drop those of the log that are older than we promised to keep."""
    today = timezone.now().date()
    for (table,) in db.rows(_PARTITIONED):
        db.row("select kernel_make_partitions(%s, %s, %s)", (table, today, MONTHS_AHEAD))
    keep_from = today - timedelta(days=settings.EVENT_DAYS)
    if not is_unread_before(keep_from):
        drop_before("event_log", keep_from)


@cron("kernel.backup", every=timedelta(days=1), offset=timedelta(hours=19, minutes=17))
def back_up() -> None:
    """Database, files and keys, every night, where the operator has said."""
    backups.begin()


@cron("kernel.files_left", every=timedelta(hours=1), offset=timedelta(minutes=23))
def clear_files_left() -> None:
    """What a killed process was making is a copy of somebody's data: it does not stay."""
    left = files.clear_left(timezone.now())
    if left:
        logger.info("housekeeping.files_left", extra={"removed": left})


def is_unread_before(day: date) -> bool:
    """Whether a consumer has yet to read something of before this day; then nothing is dropped."""
    names = [consumer.name for consumer in consumers()]
    return bool(db.value("select event_unread_before(%s, %s::text[])", (day, names)))


def drop_before(table: str, day: date) -> int:
    """Drop whole partitions that ended before this day; returns how many."""
    dropped = int(db.value("select kernel_drop_partitions(%s, %s)", (table, day)))
    if dropped:
        logger.info("housekeeping.dropped", extra={"table": table, "partitions": dropped})
    return dropped
