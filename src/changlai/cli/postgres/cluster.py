"""One PostgreSQL cluster of our own: made, started, watched, stopped.

The server is our direct child (no pg_ctl), speaks over a unix socket only, and asks a password that stands in a file
for the owner's eyes. Several programs may use the same folder: who comes second attaches to the running server.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from changlai.cli.errors import Trouble
from changlai.cli.postgres.binaries import SERVICE_HOME, Binaries, can_reach, find_binaries, service_user
from changlai.cli.postgres.roles import OWNER, by_turns, make_owner, make_roles, prepare_database
from changlai.cli.postgres.tuning import SERVER_SETTINGS, UNSAFE_BUT_FAST

DATABASE = "changlai"
SUPERUSER = "postgres"
BUILTIN_LOCALE_SINCE = 17
SOCKET_PATH_LIMIT = 80  # of the 107 bytes a unix socket's address may have, with room for the file's name
READY_WITHIN = 300.0  # seconds; recovery after a crash under load may take its time
ATTEMPTS = 3  # starts in a row: a server that was killed a moment ago may still hold its memory
POLL = 0.03  # seconds


class ClusterFailed(Trouble):
    """The server did not start or stop; the sentence holds the end of its log."""


class Cluster:
    """The cluster in the folder ``base``. With ``durable=False`` it is for tests: fast, lost when the machine falls."""

    def __init__(
        self, base: Path, *, durable: bool = True, log: Path | None = None, binaries: Binaries | None = None
    ) -> None:
        self._user = service_user()
        self.binaries = binaries or find_binaries(self._user)
        self.base = self._reachable(base.resolve())
        self.data = self.base / f"pg{self.binaries.major}"
        self.log = log or self.base / "postgres.log"
        self.durable = durable
        self._server: subprocess.Popen[bytes] | None = None

    # -- life ---------------------------------------------------------------------------------------------------

    def ensure(self) -> None:
        """Make the cluster if there is none, start it if it sleeps, and see to the roles and the database."""
        self.start()
        with psycopg.connect(self.admin_url(), autocommit=True) as connection, by_turns(connection):
            make_owner(connection, password=self._secret("owner"))
            make_roles(connection, member=OWNER)
            if not self.exists(DATABASE):
                self.create_database(DATABASE)

    def start(self) -> None:
        """Start the server, or attach to the one that runs. Returns when it answers; raises ClusterFailed."""
        with self._alone():
            self._reap()
            self._initialise()
            deadline, spawned = time.monotonic() + READY_WITHIN, 0
            while not self._answers():
                if not self.pid and not (self._server and self._server.poll() is None):
                    if spawned == ATTEMPTS:
                        raise ClusterFailed(f"PostgreSQL does not start.\n{self.log_tail()}")
                    self._spawn()
                    spawned += 1
                if time.monotonic() > deadline:
                    raise ClusterFailed(f"PostgreSQL does not answer after {READY_WITHIN:.0f} s.\n{self.log_tail()}")
                time.sleep(POLL)

    def stop(self, *, patience: float = 20.0) -> None:
        """Stop the server whoever started it: first by asking clients to go (SIGINT), then at once (SIGQUIT)."""
        for how in (signal.SIGINT, signal.SIGQUIT):
            pid = self.pid
            if not pid:
                break
            os.kill(pid, how)
            if self._gone(within=patience):
                break
        else:
            raise ClusterFailed(f"PostgreSQL (process {self.pid}) does not stop.\n{self.log_tail()}")
        self._reap()

    def let_go(self) -> None:
        """Leave the server running for others when we end."""
        if self._server:
            self._server.returncode = 0  # else Python complains about a child nobody waited for
            self._server = None

    def crash(self) -> None:
        """Kill the server as a failing machine would (tests and benchmarks)."""
        pid = self.pid
        if pid:
            os.kill(pid, signal.SIGKILL)
            self._gone(within=10)
            self._reap()

    @property
    def pid(self) -> int | None:
        """The process number of the running server, or nothing: a zombie or a reused number does not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            running = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return pid if running else None

    # -- addresses and databases ----------------------------------------------------------------------------------

    def url(self, database: str = DATABASE) -> str:
        """The address for CHANGLAI_DATABASE_URL: signs in as the owner, who is no superuser."""
        return self._url(OWNER, self._secret("owner"), database)

    def admin_url(self, database: str = "postgres") -> str:
        """The superuser's address: for making databases and for back-ups, never for the product."""
        return self._url(SUPERUSER, self._secret("superuser"), database)

    def exists(self, database: str) -> bool:
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        return found is not None

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Make a database owned by ``changlai_owner``, empty or as a copy of ``template``, which must be idle."""
        statement = sql.SQL("create database {} owner {} template {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
        )
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute(statement)
        prepare_database(self.url(name))

    def drop_database(self, name: str) -> None:
        """Drop the database with all its rows, and put out whoever is connected to it."""
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def log_tail(self, characters: int = 1500) -> str:
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    # -- inside ---------------------------------------------------------------------------------------------------

    def _reachable(self, base: Path) -> Path:
        """The folder itself, or one in /var/lib/changlai when the service user may not walk there."""
        base.mkdir(parents=True, exist_ok=True)
        if not self._user:
            base.chmod(0o700)
            return base
        if not can_reach(base.parent, self._user):
            base = SERVICE_HOME / f"data-{hashlib.sha256(str(base).encode()).hexdigest()[:10]}"
            base.mkdir(parents=True, exist_ok=True)
            SERVICE_HOME.chmod(0o755)
        self._give(base)
        base.chmod(0o700)
        return base

    @property
    def socket(self) -> Path:
        """The folder of the unix socket: the base, or a short one of our own when the address would be too long."""
        if len(str(self.base)) <= SOCKET_PATH_LIMIT:
            return self.base
        folder = Path(tempfile.gettempdir()) / f"changlai-{hashlib.sha256(str(self.base).encode()).hexdigest()[:10]}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self._uid}:
            raise ClusterFailed(f"{folder} belongs to somebody else; remove it or choose a shorter CHANGLAI_DATA")
        self._give(folder)
        return folder

    @property
    def _uid(self) -> int:
        return self._user.pw_uid if self._user else os.geteuid()

    def _give(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.base / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _secret(self, who: str) -> str:
        return (self.base / f"{who}.password").read_text()

    def _make_secret(self, who: str) -> Path:
        file = self.base / f"{who}.password"
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(24))
        self._give(file)
        return file

    def _url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@/{quote(database)}?host={quote(str(self.socket), safe='')}"

    def _initialise(self) -> None:
        """initdb into a side folder, renamed when it is whole: a half-made cluster is never used."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_secret("owner")
        command = [self.binaries.program("initdb"), "-D", str(unfinished), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={self._make_secret('superuser')}", "--data-checksums"]
        # Any other spelling of the locale leaves trigram search without Chinese (see roles.check_server).
        command += ["--locale=C.UTF-8"] if self.durable else ["--locale=C.UTF-8", "--no-sync"]
        if self.binaries.major >= BUILTIN_LOCALE_SINCE:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = self._launch(command, stdout=subprocess.PIPE)
        said, _ = made.communicate()
        if made.returncode:
            raise ClusterFailed(f"PostgreSQL could not make its folder:\n{said.decode(errors='replace')}")
        unfinished.rename(self.data)

    def _spawn(self) -> None:
        """Start the server process, once nothing of a dead one is left."""
        self._clear_remains()
        command = [self.binaries.program("postgres"), "-D", str(self.data), "-k", str(self.socket)]
        settings = SERVER_SETTINGS if self.durable else SERVER_SETTINGS | UNSAFE_BUT_FAST
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._server = self._launch(command, stdout=log)

    def _launch(self, command: list[str], stdout: object) -> subprocess.Popen[bytes]:
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # `who` is spread
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            cwd="/",
            env=environment,
            **who,
        )

    def _clear_remains(self) -> None:
        """After a crash: wait for the dead server's children, then remove its notes if nobody else will.

        The notes keep a second server away from the same files, so they go only when no process is left in them.
        A zombie that its parent does not reap would otherwise keep the cluster down for good.
        """
        notes = [self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"]
        deadline = time.monotonic() + 20
        while any(_works_in(process, self.data) for process in psutil.process_iter()):
            if time.monotonic() > deadline:
                return
            time.sleep(POLL)
        for note in notes:
            note.unlink(missing_ok=True)

    def _reap(self) -> None:
        if self._server and self._server.poll() is not None:
            self._server = None

    def _gone(self, *, within: float) -> bool:
        deadline = time.monotonic() + within
        while self.pid and time.monotonic() < deadline:
            time.sleep(POLL)
        if self._server and not self.pid:
            self._server.wait(timeout=10)
        return not self.pid

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.admin_url(), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ClusterFailed(f"PostgreSQL does not let us in.\n{error}") from None
            return False
        return True


def _works_in(process: psutil.Process, folder: Path) -> bool:
    """Is this a living server process whose working folder is the cluster's?"""
    try:
        return (
            process.name().startswith("postgres")
            and process.status() != psutil.STATUS_ZOMBIE
            and process.cwd() == str(folder)
        )
    except psutil.Error:
        return False
