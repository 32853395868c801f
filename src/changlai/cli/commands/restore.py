"""Bring a backup back into an empty data folder; sending stays stopped until a person resumes it.

Everything is read and compared with the checksums before anything is written. A data folder that holds a database is
refused; with `--force` its database is dropped first. Messages that waited when the backup was taken may have been sent
since: nothing leaves any organisation until somebody has looked (Settings, Sending).
"""

import argparse
import os
from pathlib import Path

import psycopg

from changlai.cli import backup
from changlai.cli.commands.backup import passphrase
from changlai.cli.environment import Secrets, cluster_in, data_folder, keep_secrets, running
from changlai.cli.errors import Trouble
from changlai.cli.postgres.cluster import DATABASE, Cluster
from changlai.cli.supervision.state import is_running

# Every page says it, and nothing leaves; what an administrator resumes under Settings, Sending.
_FREEZE = """
    update accounts_organisation set sending_frozen_at = clock_timestamp(), sending_frozen_reason = %s,
      sending_frozen_by = '' where sending_frozen_at is null"""
REASON = "Restored from the backup of {day}. Look at what waits, then resume sending."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FOLDER", help="one backup: the folder with its manifest.json")
    parser.add_argument("--force", action="store_true", help="replace the database that is there")


def run(options: argparse.Namespace) -> int:
    folder, data = Path(options.path).resolve(), data_folder()
    if os.environ.get("CHANGLAI_DATABASE_URL"):
        raise Trouble("restore brings back the embedded database; for a server of yours see the how-to of backups")
    if is_running(data):
        raise Trouble("Changlai runs in this folder: stop it first with `changlai down`")
    manifest = backup.check(folder)
    keys = backup.unseal((folder / backup.KEYS).read_text(), passphrase())
    if not options.force and ((data / "secrets.json").exists() or any((data / "postgres").glob("pg*/PG_VERSION"))):
        raise Trouble(f"{data} is in use: restore into an empty CHANGLAI_DATA, or say --force to replace what it holds")
    keep_secrets(data, Secrets(keys["CHANGLAI_SECRET_KEY"], keys["CHANGLAI_FIELD_KEYS"]))
    count = backup.restore_files(folder, manifest, data / "files")
    with running(cluster_in(data)) as cluster:
        frozen = _restore(cluster, folder, manifest.made_at[:10])
    print(f"restored the backup of {manifest.made_at}: {count} files, {frozen} organisations")
    print("SENDING IS STOPPED in all of them. Start with `changlai up`, look at what waits, then resume it in the")
    print("browser under Settings, Sending, or with `changlai thaw`.")
    return 0


def _restore(cluster: Cluster, folder: Path, day: str) -> int:
    cluster.drop_database(DATABASE)
    cluster.create_database(DATABASE)
    url = cluster.admin_url(DATABASE)
    program = cluster.binaries.program("pg_restore")
    backup.run([program, "--exit-on-error", "--no-password", f"--dbname={url}", str(folder / backup.DUMP)])
    with psycopg.connect(url) as connection:
        connection.execute(_FREEZE.encode(), [REASON.format(day=day)])
        row = connection.execute("select count(*) from accounts_organisation").fetchone()
    return int(row[0]) if row else 0
