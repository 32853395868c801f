"""Backups are made while the database works, checked, restored into another cluster, and thinned out."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from changlai.cli import backup
from changlai.cli.commands import backup as backup_command
from changlai.cli.commands import restore as restore_command
from changlai.cli.commands.status import backup_line
from changlai.cli.environment import make_secrets, running
from changlai.cli.errors import Trouble
from changlai.cli.postgres.cluster import DATABASE
from changlai.kernel import backups

PASSPHRASE = "a long enough passphrase"
# As the product has it: hidden from the owner by row-level security, which a dump must get round.
TABLES = """
    create table accounts_organisation (id int primary key, slug text, sending_frozen_at timestamptz,
      sending_frozen_reason text not null default '', sending_frozen_by text not null default '');
    create table customers_customer (organisation_id int, name text);
    alter table customers_customer owner to changlai_owner;
    alter table customers_customer enable row level security;
    alter table customers_customer force row level security;
    insert into accounts_organisation (id, slug) values (1, 'hemu');
    insert into customers_customer values (1, '林晓棠'), (1, '周野')"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in ("CHANGLAI_DATABASE_URL", "CHANGLAI_SECRET_KEY", "CHANGLAI_FIELD_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHANGLAI_BACKUP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("CHANGLAI_DATA", str(tmp_path / "house"))
    return tmp_path


def keep(data: Path, name: str, content: bytes) -> None:
    file = data / "files" / name[:2] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def back_up(into: Path, *, count: int = 14) -> None:
    assert backup_command.run(argparse.Namespace(path=str(into), keep=count, verify=None)) == 0


def restore(folder: Path, *, force: bool = False) -> int:
    return restore_command.run(argparse.Namespace(path=str(folder), force=force, database_url=None))


def newest(into: Path) -> Path:
    return max(one.parent for one in into.glob("*/manifest.json"))


def test_backup_comes_back_whole_with_sending_stopped(place, monkeypatch, capsys):
    data, into, other = place / "house", place / "backups", place / "other"
    keys = make_secrets(data)
    keep(data, "aabb", b"a picture")
    with running(data) as cluster:
        with psycopg.connect(cluster.admin_url(DATABASE), autocommit=True) as connection:
            connection.execute(TABLES)
        back_up(into)  # while it works
    folder = newest(into)
    sealed = (folder / "keys.sealed").read_text() + (folder / "manifest.json").read_text()

    with pytest.raises(Trouble, match="is in use"):
        restore(folder)
    monkeypatch.setenv("CHANGLAI_DATA", str(other))
    code = restore(folder)

    with running(other) as cluster, psycopg.connect(cluster.admin_url(DATABASE)) as connection:
        names = connection.execute("select name from customers_customer order by name").fetchall()
        frozen = connection.execute(
            "select sending_frozen_at is not null, sending_frozen_reason from accounts_organisation"
        ).fetchall()
    assert code == 0
    assert sorted(names) == sorted([("林晓棠",), ("周野",)])
    assert [one for one, _reason in frozen] == [True]
    assert frozen[0][1].startswith("Restored from the backup of ")
    assert (other / "files" / "aa" / "aabb").read_bytes() == b"a picture"
    assert make_secrets(other) == keys
    assert keys.secret_key not in sealed
    assert keys.field_keys not in sealed
    assert "SENDING IS STOPPED" in capsys.readouterr().out


def made(place: Path, moment: str) -> Path:
    """A backup without a database, for what is about files and checksums alone."""
    folder, files = place / "backups" / moment, place / "house" / "files"
    folder.mkdir(parents=True)
    (folder / backup.DUMP).write_bytes(b"dump " + moment.encode())
    (folder / backup.KEYS).write_text(backup.seal({"CHANGLAI_SECRET_KEY": "s"}, PASSPHRASE))
    known = backup.keep_files(files, place / "backups" / backup.FILES)
    told = {
        "format": 1,
        "version": "1",
        "made_at": moment,
        "dump_sha256": backup.digest(folder / backup.DUMP),
        "keys_sha256": backup.digest(folder / backup.KEYS),
        "files": known,
    }
    (folder / backup.MANIFEST).write_text(json.dumps(told))
    return folder


@pytest.mark.parametrize("victim", [backup.DUMP, backup.KEYS, f"../{backup.FILES}/aa/aabb"])
def test_damage_is_found_before_anything_is_written(place, monkeypatch, victim):
    keep(place / "house", "aabb", b"a picture")
    folder = made(place, "20261122-010000")
    (folder / victim).resolve().write_bytes(b"damaged")
    monkeypatch.setenv("CHANGLAI_DATA", str(place / "other"))

    with pytest.raises(Trouble, match="checksum differs"):
        restore(folder)

    assert not (place / "other").exists()


def test_unfinished_backup_and_wrong_passphrase_are_refused(place, monkeypatch):
    folder = made(place, "20261122-010000")
    monkeypatch.setenv("CHANGLAI_DATA", str(place / "other"))
    monkeypatch.setenv("CHANGLAI_BACKUP_PASSPHRASE", "another passphrase")
    with pytest.raises(Trouble, match="does not open the keys"):
        restore(folder)
    (folder / backup.MANIFEST).unlink()
    with pytest.raises(Trouble, match="no complete backup"):
        restore(folder)

    assert not (place / "other").exists()


def test_old_backups_go_with_the_files_nobody_names_any_more(place):
    keep(place / "house", "aabb", b"old")
    first = made(place, "20261120-010000")
    (place / "house" / "files" / "aa" / "aabb").unlink()
    keep(place / "house", "ccdd", b"new")
    second, third = made(place, "20261121-010000"), made(place, "20261122-010000")

    gone = backup.rotate(place / "backups", 2)

    files = {
        str(one.relative_to(place / "backups" / "files"))
        for one in (place / "backups" / "files").rglob("*")
        if one.is_file()
    }
    assert gone == [first]
    assert files == {"cc/ccdd"}
    assert [backup.check(one).made_at for one in (second, third)] == ["20261121-010000", "20261122-010000"]


def test_backup_leaves_a_note_of_how_it_went_and_two_never_work_at_once(place, monkeypatch):
    data, into = place / "house", place / "backups"
    make_secrets(data)
    with running(data) as cluster:
        with psycopg.connect(cluster.admin_url(DATABASE), autocommit=True) as connection:
            connection.execute(TABLES)
        assert backups.last(data) is None
        back_up(into)
        told = backups.last(data)
        assert told is not None
        assert (told.is_whole, Path(told.folder), told.error) == (True, newest(into), "")
        assert told.size > 0
        assert not told.is_old(told.moment + timedelta(hours=25))
        assert told.is_old(told.moment + timedelta(hours=31))
        assert "whole" in backup_line(data)

        with backup_command.alone(into), pytest.raises(Trouble, match="still at work"):
            back_up(into)
        monkeypatch.setenv("CHANGLAI_BACKUP_PASSPHRASE", "short")
        with pytest.raises(Trouble, match="12 characters"):
            back_up(into)

    failed = backups.last(data)
    assert failed is not None
    assert (failed.is_whole, failed.error) == (False, "the passphrase needs 12 characters or more")
    assert "FAILED" in backup_line(data)
