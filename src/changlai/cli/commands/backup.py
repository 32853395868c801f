"""Back up database, files and keys into a folder, while everything works; or verify a backup.

The keys are sealed with the passphrase in CHANGLAI_BACKUP_PASSPHRASE; without it the backup's keys cannot be opened
again, so keep it apart. With CHANGLAI_BACKUP_PATH set, the product makes one every night by itself. `changlai backup
--verify FOLDER` reads a backup again and compares every checksum. On a server of yours, CHANGLAI_BACKUP_DATABASE_URL
names a login that sees all rows: row-level security hides them from the owner.
"""

import argparse
import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from changlai.cli import backup
from changlai.cli.backup import House
from changlai.cli.environment import cluster_in, data_folder, make_secrets, running
from changlai.cli.errors import Trouble
from changlai.cli.postgres.binaries import find_binaries, service_user
from changlai.cli.postgres.cluster import DATABASE
from changlai.kernel.backups import BackupNote, note
from changlai.kernel.clock import epoch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", metavar="PATH", help="where backups lie; without it, <data>/backups")
    parser.add_argument("--keep", type=int, default=14, metavar="N", help="remove all but the newest N (default: 14)")
    parser.add_argument("--verify", metavar="FOLDER", help="make none, but read this one and compare its checksums")


def run(options: argparse.Namespace) -> int:
    if options.verify:
        manifest = backup.check(Path(options.verify).resolve())
        print(f"whole: made {manifest.made_at} by {manifest.version}, {len(manifest.files)} files")
        return 0
    if options.keep < 1:
        raise Trouble("keep at least one backup")
    data = data_folder()
    into = Path(options.path).resolve() if options.path else data / "backups"
    with alone(into):
        folder = _noted(data, into)
        print(f"backed up into {folder}, and read again: it is whole. Its keys open with your passphrase only")
        for old in backup.rotate(into, options.keep):
            print(f"removed {old.name}")
    return 0


@contextlib.contextmanager
def alone(into: Path) -> Iterator[None]:
    """One backup at a time into a folder. Raises Trouble while another one works there."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (into / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"another backup into {into} is still at work: wait until it is done") from None
        yield


def _noted(data: Path, into: Path) -> Path:
    """Make one, read it again, and leave a note of how it went."""
    at = datetime.fromtimestamp(epoch(), UTC).isoformat()
    try:
        folder = _make(data, into)
        backup.check(folder)
        backup.run([_program(data, "pg_restore"), "--list", str(folder / backup.DUMP)])
    except Trouble as trouble:
        note(data, BackupNote(at, str(into), is_whole=False, error=str(trouble)))
        raise
    note(data, BackupNote(at, str(folder), is_whole=True, size=(folder / backup.DUMP).stat().st_size))
    return folder


def _program(data: Path, name: str) -> str:
    if os.environ.get("CHANGLAI_DATABASE_URL"):
        return find_binaries(service_user()).program(name)
    return cluster_in(data).binaries.program(name)


def passphrase() -> str:
    """What seals and opens the keys."""
    found = os.environ.get("CHANGLAI_BACKUP_PASSPHRASE", "")
    if not found:
        raise Trouble("set CHANGLAI_BACKUP_PASSPHRASE: the keys are never written without it")
    return found


def keys_of(data: Path) -> dict[str, str]:
    """The keys this installation works with: the operator's, or its own."""
    names = ("CHANGLAI_SECRET_KEY", "CHANGLAI_FIELD_KEYS")
    if all(os.environ.get(name) for name in names):
        return {name: os.environ[name] for name in names}
    if os.environ.get("CHANGLAI_DATABASE_URL") and not (data / "secrets.json").exists():
        raise Trouble("set CHANGLAI_SECRET_KEY and CHANGLAI_FIELD_KEYS, as the product has them")
    return make_secrets(data).environment()


def _make(data: Path, into: Path) -> Path:
    now, told, keys = datetime.fromtimestamp(epoch(), UTC), passphrase(), keys_of(data)
    if os.environ.get("CHANGLAI_DATABASE_URL"):
        url = os.environ.get("CHANGLAI_BACKUP_DATABASE_URL", "")
        if not url:
            raise Trouble("set CHANGLAI_BACKUP_DATABASE_URL to a login that sees all rows (superuser or BYPASSRLS)")
        program = find_binaries(service_user()).program("pg_dump")
        return backup.make(House(url, program, data / "files", keys), into=into, passphrase=told, now=now)
    with running(data) as cluster:
        house = House(cluster.admin_url(DATABASE), cluster.binaries.program("pg_dump"), data / "files", keys)
        return backup.make(house, into=into, passphrase=told, now=now)
