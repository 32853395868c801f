"""Somebody else at work at the same moment, in a thread and a connection of its own."""

import threading
import time
from collections.abc import Callable

from django.db import connection

from changlai.kernel import db

_FRESH = "select pg_stat_clear_snapshot()"  # a transaction would see what it saw first
# Where everybody may look: of another role's sessions pg_stat_activity hides what they wait for.
_WAITS = """
    select count(*) from pg_locks l join pg_stat_activity a using (pid)
    where a.datname = current_database() and not l.granted"""


def aside(deed: Callable[[], object]) -> threading.Thread:
    """Do something there; it waits for a lock as long as it takes."""

    def alone() -> None:
        try:
            db.value("select set_config('lock_timeout', '0', false)")
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    return thread


def until_it_waits(many: int = 1) -> None:
    """For a lock of ours; so many wait, counted is whoever is behind one that waits too."""
    while db.value(_WAITS) < many:
        time.sleep(0.01)
        db.rows(_FRESH)
