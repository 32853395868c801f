"""The demonstration data of the first run comes from a higher floor, by name."""

import logging
import threading

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from changlai.accounts.contracts import DemoFiller as Filler

__all__ = ["Filler", "begin", "filler"]

log = logging.getLogger(__name__)
FILLER = "changlai.cli.demo.fill"


def filler() -> Filler | None:
    """What fills a new organisation; None where no sandbox runs, whose people the data are about."""
    if not settings.SANDBOX_URL:
        return None
    try:
        found: Filler = import_string(FILLER)
    except ImportError:
        return None
    return found


def begin(fill: Filler, *, organisation_id: int, member_id: int) -> threading.Thread:
    """Fill in the background: it takes many seconds, and what arrives can be watched on the first page."""
    thread = threading.Thread(target=_run, args=(fill, organisation_id, member_id), name="demo", daemon=True)
    thread.start()
    return thread


def _run(fill: Filler, organisation_id: int, member_id: int) -> None:
    try:
        fill(organisation_id, member_id)
    except Exception:  # a thread's last line: the organisation is there, only its invented customers are missing
        log.exception("accounts.demo_failed", extra={"organisation": organisation_id})
    finally:
        connection.close()
