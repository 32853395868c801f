"""Backups of the night: ordered by the clock, made by a program of its own (``changlai backup``), which leaves a note
of how it went in the data folder: pages and ``changlai status`` read it there.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

logger = logging.getLogger("changlai.backups")
NOTE = "backup.json"
STALE_HOURS = 30  # a backup of the night that is older did not happen


@dataclass(frozen=True, slots=True)
class BackupNote:
    """How the latest backup went. ``is_whole``: it was read again afterwards, every checksum was right and the dump can
    be read by what restores it. ``error`` says why there is none.
    """

    at: str  # ISO, UTC
    folder: str
    is_whole: bool
    size: int = 0  # bytes of the dump
    error: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def is_old(self, now: datetime) -> bool:
        """Whether last night's is missing."""
        return (now - self.moment).total_seconds() > STALE_HOURS * 3600


def note(data: Path, told: BackupNote) -> None:
    """Keep how a backup went; never seen half-written."""
    data.mkdir(parents=True, exist_ok=True)
    unfinished = data / f"{NOTE}.unfinished"
    unfinished.write_text(json.dumps(asdict(told)))
    unfinished.replace(data / NOTE)


def last(data: Path) -> BackupNote | None:
    """How the latest backup of this installation went; None when there was none."""
    try:
        return BackupNote(**json.loads((data / NOTE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def begin() -> bool:
    """Start a backup beside the product, when the operator has said where to; whether one was started.

    The program is not waited for: a dump takes as long as it takes, and outlives this worker.
    """
    if not settings.BACKUP_PATH:
        return False
    command = [sys.executable, "-m", "changlai", "backup", settings.BACKUP_PATH, "--keep", str(settings.BACKUP_KEEP)]
    subprocess.Popen(  # noqa: S603 - our own command, its path from the operator
        command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    logger.info("backups.begun")
    return True


def _environment() -> dict[str, str]:
    """The embedded database is reached as its owner, through the data folder, not by the address of the processes."""
    is_embedded = any((settings.DATA_DIR / "postgres").glob("pg*/PG_VERSION"))
    left_out = {"CHANGLAI_DATABASE_URL"} if is_embedded else set()
    return {name: value for name, value in os.environ.items() if name not in left_out}
