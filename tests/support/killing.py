"""Workers of ours that are killed at any moment."""

import os
import signal
import time
from collections.abc import Callable

from django.db import connection

from changlai.kernel import db
from tests.support.patience import until

_IN_HAND = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null"""


def dies(work: Callable[[], object], seconds: float) -> None:
    """Somebody begins this work in a process of their own, and is killed so long after they wrote something. Back when
    the database has seen it.
    """
    connection.close()  # its socket would be the child's, too
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    until(lambda: in_hand() or os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    until(lambda: not in_hand())


def in_hand() -> bool:
    """Whether somebody else has written something and not committed it."""
    return bool(db.value(_IN_HAND))
