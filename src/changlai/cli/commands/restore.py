"""Bring a backup back into an empty data folder; sending stays stopped until a person resumes it.

Everything is read and compared with the checksums before anything is written. A data folder that holds a database is
refused; with `--force` its database is dropped first. `--database-url` brings the database into an empty one on a
server of yours, whose owner it names (without a value: CHANGLAI_DATABASE_URL); files and keys go into the data folder.
Messages that waited when the backup was taken may have been sent since: nothing leaves any organisation until somebody
has looked (Settings, Sending).
"""

import argparse
import os
from pathlib import Path

from changlai.cli import backup, restoring
from changlai.cli.commands.backup import passphrase
from changlai.cli.environment import Secrets, data_folder, keep_secrets, make_secrets, running
from changlai.cli.errors import Trouble
from changlai.cli.supervision.state import is_running


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FOLDER", help="one backup: the folder with its manifest.json")
    parser.add_argument("--force", action="store_true", help="replace the database and keys of the data folder")
    parser.add_argument(
        "--database-url",
        nargs="?",
        const="",
        metavar="URL",
        help="an empty database on a server of yours (default: CHANGLAI_DATABASE_URL)",
    )


def run(options: argparse.Namespace) -> int:
    folder, data = Path(options.path).resolve(), data_folder()
    url = _server(options.database_url)
    if is_running(data):
        raise Trouble("Changlai runs in this folder: stop it first with `changlai down`")
    manifest = backup.check(folder)
    told = backup.unseal((folder / backup.KEYS).read_text(), passphrase())
    keys = Secrets(told["CHANGLAI_SECRET_KEY"], told["CHANGLAI_FIELD_KEYS"])
    if not options.force and _is_in_use(data, keys if url else None):
        raise Trouble(f"{data} is in use: restore into an empty CHANGLAI_DATA, or say --force to replace what it holds")
    day = manifest.made_at[:10]
    if url:
        frozen = restoring.into_server(url, folder, day)
        count = _keep(data, keys, folder, manifest)
    else:
        count = _keep(data, keys, folder, manifest)
        with running(data) as cluster:
            frozen = restoring.into_cluster(cluster, folder, day)
    print(f"restored the backup of {manifest.made_at}: {count} files, {frozen} organisations")
    if url:
        _tell_keys(data, keys)
    print("SENDING IS STOPPED in all of them. Start with `changlai up`, look at what waits, then resume it in the")
    print("browser under Settings, Sending, or with `changlai thaw`.")
    return 0


def _server(asked: str | None) -> str:
    """The address of a server of the operator's that is to be filled; empty for the embedded database."""
    named = os.environ.get("CHANGLAI_DATABASE_URL", "")
    if asked is None and named:
        raise Trouble(
            "CHANGLAI_DATABASE_URL names a server of yours: say --database-url to restore into its empty database, "
            "or unset it to restore into the embedded one"
        )
    if asked is None:
        return ""
    if not (asked or named):
        raise Trouble("--database-url needs an address, or CHANGLAI_DATABASE_URL")
    return asked or named


def _is_in_use(data: Path, same: Secrets | None) -> bool:
    """Whether the folder holds a house of its own; with the ``same`` keys, files of this one may lie there already."""
    if same is not None:
        return (data / "secrets.json").exists() and make_secrets(data) != same
    return (data / "secrets.json").exists() or any((data / "postgres").glob("pg*/PG_VERSION"))


def _keep(data: Path, keys: Secrets, folder: Path, manifest: backup.Manifest) -> int:
    keep_secrets(data, keys)
    return backup.restore_files(folder, manifest, data / "files")


def _tell_keys(data: Path, keys: Secrets) -> None:
    print(f"Its keys are in {data / 'secrets.json'}: every machine of this database needs the same, there or as")
    print("CHANGLAI_SECRET_KEY and CHANGLAI_FIELD_KEYS.")
    if any(os.environ.get(name, value) != value for name, value in keys.environment().items()):
        print("ATTENTION: the keys in this environment are others. With them, stored secrets cannot be opened.")
