"""Backups: a folder with the database, the files and the keys of a day, and the way back.

``<path>/<moment>/`` holds ``database.dump`` (pg_dump's custom format, one consistent moment), ``keys.sealed`` (the
installation's keys under a passphrase, never in clear) and ``manifest.json`` with the SHA-256 of both and of every kept
file. ``<path>/files/`` holds the files once, by their hash: a further backup copies what is new.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from changlai import __version__
from changlai.cli.errors import Trouble

FORMAT = 1
DUMP, KEYS, MANIFEST, FILES = "database.dump", "keys.sealed", "manifest.json", "files"
SHORTEST_PASSPHRASE = 12  # characters
SALT, NONCE = 16, 12  # bytes
_COST = {"n": 2**15, "r": 8, "p": 1}  # 32 MiB and about a tenth of a second a guess (OWASP, password storage)
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``files`` are paths below the folder of kept files, with their SHA-256."""

    format: int
    version: str
    made_at: str
    dump_sha256: str
    keys_sha256: str
    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises Trouble for a folder that is no backup, or a newer release's."""
        try:
            told = json.loads((folder / MANIFEST).read_text())
        except (OSError, ValueError):
            raise Trouble(f"{folder} holds no complete backup: there is no {MANIFEST} in it") from None
        if told.get("format") != FORMAT:
            raise Trouble(f"{folder} was made by another release (format {told.get('format')}); use that one")
        return cls(**told)


@dataclass(frozen=True, slots=True, repr=False)
class House:
    """What is backed up: the database at an address that sees all rows, the program for it, the folder of kept files,
    and the keys by the name of their setting.
    """

    database_url: str
    pg_dump: str
    files: Path
    keys: dict[str, str]


def make(house: House, *, into: Path, passphrase: str, now: datetime) -> Path:
    """Make a backup below ``into`` while the product works. The dump comes first: files are only ever added, so every
    file its rows name is there afterwards. The manifest comes last: without it there is no backup. Raises Trouble.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Trouble(f"the passphrase needs {SHORTEST_PASSPHRASE} characters or more")
    folder = into / f"{now:%Y%m%d-%H%M%S}"
    folder.mkdir(parents=True, mode=0o700)
    run(
        [house.pg_dump, "--format=custom", f"--file={folder / DUMP}", f"--dbname={house.database_url}", "--no-password"]
    )
    (folder / KEYS).write_text(seal(house.keys, passphrase))
    manifest = Manifest(
        FORMAT,
        __version__,
        now.isoformat(),
        digest(folder / DUMP),
        digest(folder / KEYS),
        keep_files(house.files, into / FILES),
    )
    unfinished = folder / f"{MANIFEST}.unfinished"
    unfinished.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True))
    unfinished.replace(folder / MANIFEST)
    return folder


def check(folder: Path) -> Manifest:
    """Read everything a backup holds and compare it with the manifest. Raises Trouble naming the first that differs."""
    manifest = Manifest.read(folder)
    wanted = [(folder / DUMP, manifest.dump_sha256), (folder / KEYS, manifest.keys_sha256)]
    wanted += [(folder.parent / FILES / name, known) for name, known in manifest.files.items()]
    for file, known in wanted:
        if not file.exists():
            raise Trouble(f"{file} is missing: this backup is not whole")
        if digest(file) != known:
            raise Trouble(f"{file} is not what was backed up: its checksum differs")
    return manifest


def restore_files(folder: Path, manifest: Manifest, files: Path) -> int:
    """Put the kept files back; how many. What is there already stays."""
    for name in manifest.files:
        target = files / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder.parent / FILES / name, target)
    return len(manifest.files)


def rotate(into: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` backups, and the files none of those left names; the folders that went."""
    backups = sorted(one.parent for one in into.glob(f"*/{MANIFEST}"))
    old, left = backups[:-keep], backups[-keep:]
    for folder in old:
        (folder / MANIFEST).unlink()  # first: what is half removed is no backup any more
        shutil.rmtree(folder)
    named = {name for folder in left for name in Manifest.read(folder).files}
    for file in list(_all(into / FILES)) if old else []:
        if str(file.relative_to(into / FILES)) not in named:
            file.unlink()
    return old


def seal(keys: dict[str, str], passphrase: str) -> str:
    """The keys under a key made of the passphrase: scrypt, AES-256-GCM."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(keys).encode(), b"changlai backup 1")
    return base64.b64encode(salt + nonce + sealed).decode() + "\n"


def unseal(text: str, passphrase: str) -> dict[str, str]:
    """The keys back. Raises Trouble for another passphrase."""
    whole = base64.b64decode(text)
    salt, nonce, sealed = whole[:SALT], whole[SALT : SALT + NONCE], whole[SALT + NONCE :]
    try:
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, b"changlai backup 1")
    except InvalidTag:
        raise Trouble("the passphrase does not open the keys of this backup") from None
    keys: dict[str, str] = json.loads(plain)
    return keys


def digest(file: Path) -> str:
    """SHA-256 of a file, in bounded memory."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    """What a program of PostgreSQL's writes; raises Trouble with what it complained of."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise Trouble(f"{Path(command[0]).name} failed: {done.stderr.strip()[-1500:]}")
    return done.stdout


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_COST).derive(passphrase.encode())


def keep_files(source: Path, target: Path) -> dict[str, str]:
    """Copy the files that are not there yet; every file with its SHA-256."""
    kept = {}
    for file in _all(source):
        name = str(file.relative_to(source))
        there = target / name
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = there.with_name(f"{there.name}.unfinished")
            shutil.copyfile(file, unfinished)
            unfinished.replace(there)
        kept[name] = digest(there)
    return kept


def _all(folder: Path) -> Iterator[Path]:
    if folder.exists():
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file())
