"""A backup of the night begins by itself when the operator has said where to, and pages say how the latest went."""

import subprocess
from datetime import UTC, datetime

import pytest

from changlai.kernel import backups, cron
from changlai.kernel.backups import BackupNote


@pytest.fixture
def started(monkeypatch):
    """The programs that were started: the outside ends here."""
    found = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: found.append((command, options)))
    return found


def test_nothing_is_made_where_nobody_said_where_to(settings, started):
    settings.BACKUP_PATH = ""

    cron.entries()["kernel.backup"].run()

    assert started == []


def test_backup_of_the_night_is_a_program_of_its_own_with_the_owners_way_in(settings, started, monkeypatch, tmp_path):
    settings.BACKUP_PATH, settings.BACKUP_KEEP, settings.DATA_DIR = "/mnt/backups", 7, tmp_path
    monkeypatch.setenv("CHANGLAI_DATABASE_URL", "postgresql://app@localhost/x")

    cron.entries()["kernel.backup"].run()
    (tmp_path / "postgres" / "pg18").mkdir(parents=True)
    (tmp_path / "postgres" / "pg18" / "PG_VERSION").write_text("18")
    cron.entries()["kernel.backup"].run()

    (command, external), (_again, embedded) = started
    assert command[1:] == ["-m", "changlai", "backup", "/mnt/backups", "--keep", "7"]
    assert external["start_new_session"]
    assert "CHANGLAI_DATABASE_URL" in external["env"]
    assert "CHANGLAI_DATABASE_URL" not in embedded["env"]


def test_note_survives_a_broken_file_and_tells_what_was_kept(tmp_path):
    told = BackupNote(datetime(2026, 11, 20, tzinfo=UTC).isoformat(), "/mnt/backups/x", is_whole=True, size=7)
    backups.note(tmp_path, told)
    assert backups.last(tmp_path) == told

    (tmp_path / backups.NOTE).write_text("{")
    assert backups.last(tmp_path) is None
