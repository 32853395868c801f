"""One embedded PostgreSQL for all test runs of this user, one database per test process.

The first run after a change of models or migrations migrates a template database; every test process then copies
it, which takes a tenth of a second, and drops its copy at the end. Nothing here needs Django.
"""

import fcntl
import getpass
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

import psutil
import psycopg
from psycopg import sql

from changlai.cli.postgres import Cluster
from tools.known_environment import known_environment

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "changlai"
# What the migrated template depends on: when one of these changes, it is made anew.
SHAPES = (
    "*/migrations/**/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/sql/*.sql",
    "*/findable.py",
    "records/actions/watching.py",
    "kernel/*.py",
    "kernel/**/models.py",
)


KEPT_TEMPLATES = 12  # each some 30 MB; to make one takes a minute of a busy machine


class TestDatabase:
    """The database of this test process: made in ``create``, wiped after durable tests, dropped in ``close``."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self) -> None:
        base = os.environ.get("CHANGLAI_TEST_CLUSTER") or f"{tempfile.gettempdir()}/changlai-test-{getpass.getuser()}"
        self.cluster = Cluster(Path(base), durable=False)
        self.folder = Path(base)
        self._users = self._register()
        self.cluster.ensure()
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.name = f"test_{os.getpid()}_{worker}"
        self._seeded: list[str] = []
        self._admin: psycopg.Connection[tuple[Any, ...]] | None = None

    @property
    def url(self) -> str:
        return self.cluster.url(self.name)

    def create(self) -> None:
        """Copy the migrated template; drop what dead test processes left behind."""
        with self._lock("template"):
            template = self._template()
            self.cluster.create_database(self.name, template=template)
        self._remember_seeds()

    def recreate(self) -> None:
        """Begin again from the template (a test of migrations or of restore has changed the tables themselves)."""
        self._leave()
        self.cluster.drop_database(self.name)
        self.create()

    def wipe(self) -> None:
        """Empty every table that has rows, and put back the rows that migrations wrote. Ids begin at 1 again.

        Rows of a small table are deleted: to truncate it makes new files for it, its indexes and all that refer to it.
        """
        try:
            self._wipe(self._administrator())
        except psycopg.OperationalError:  # a test has thrown out whoever was connected
            self._leave()
            self._wipe(self._administrator())

    def _administrator(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Kept from test to test: to a new connection every table is unknown, which takes longer than to empty them."""
        if self._admin is None:
            self._admin = psycopg.connect(self.cluster.admin_url(self.name), autocommit=True, prepare_threshold=None)
        return self._admin

    def _leave(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None

    def _wipe(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        tables = connection.execute(USED_TABLES)
        used = {str(row[0]): bool(row[1]) for row in tables if row[0] not in KEPT_TABLES}
        with connection.transaction():
            connection.execute("set local lock_timeout = '20s'")
            connection.execute("set local session_replication_role = replica")  # nothing is refused
            used.pop(MARKS, None)
            emptied = [*sorted(used.items()), (MARKS, True)]
            connection.execute(sql.SQL("; ").join(self._emptied(*one) for one in emptied))
            connection.execute(FIRST_IDS, ([*KEPT_TABLES, *self._seeded],))
            for table in self._seeded:
                names = {"table": sql.SQL(table), "seed": sql.Identifier("seed", table)}
                put_back = "insert into {table} overriding system value table {seed}"
                connection.execute(sql.SQL(put_back).format(**names))

    def _emptied(self, table: str, is_small: bool) -> sql.Composed:  # noqa: FBT001 - a pair of the query
        statement = "delete from {}" if is_small or table in self._seeded else "truncate {} cascade"
        return sql.SQL(statement).format(sql.SQL(table))

    def close(self) -> None:
        """Drop our database, and stop the cluster when no other test process uses it."""
        self._leave()
        self.cluster.drop_database(self.name)
        with self._users:
            if not os.environ.get("CHANGLAI_TEST_CLUSTER") and self._is_last():
                self.cluster.stop()
            else:
                self.cluster.let_go()

    def _is_last(self) -> bool:
        """Can our shared lock become an exclusive one? Then nobody else uses the cluster."""
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _register(self) -> IO[str]:
        """Hold a shared lock as long as we live; whoever can turn it into an exclusive one is the last."""
        self.folder.mkdir(parents=True, exist_ok=True)
        users = (self.folder / "users.lock").open("a")
        fcntl.flock(users, fcntl.LOCK_SH)
        return users

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _template(self) -> str:
        """The name of a database migrated to exactly these sources, made now if need be."""
        name = f"template_{fingerprint()}"
        self._drop_stale(keep=name)
        if not self.cluster.exists(name):
            unfinished = f"{name}_unfinished"
            self.cluster.drop_database(unfinished)
            self.cluster.create_database(unfinished)
            self._migrate(unfinished)
            with psycopg.connect(self.cluster.admin_url(), autocommit=True) as connection:
                rename = sql.SQL("alter database {} rename to {}")
                connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
        return name

    def _migrate(self, name: str) -> None:
        environment = os.environ | known_environment(self.cluster.url(name))
        command = [sys.executable, "-m", "changlai", "migrate"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the test database could not be migrated:\n{done.stdout}\n{done.stderr}")

    def _drop_stale(self, keep: str) -> None:
        """Templates of other sources go after a while (branches come back, clones work side by side); databases of
        dead processes go now.
        """
        with psycopg.connect(self.cluster.admin_url(), autocommit=True) as connection:
            names = [str(row[0]) for row in connection.execute("select datname from pg_database order by oid")]
        old_templates = [name for name in names if name.startswith("template_") and name != keep][:-KEPT_TEMPLATES]
        orphans = [n for n in names if n.startswith("test_") and not psutil.pid_exists(int(n.split("_")[1]))]
        for name in old_templates + orphans:
            self.cluster.drop_database(name)

    def _remember_seeds(self) -> None:
        """Keep a copy of the rows that migrations wrote, out of the product's sight."""
        with psycopg.connect(self.cluster.admin_url(self.name), autocommit=True) as connection:
            written = {str(row[0]) for row in connection.execute(USED_TABLES)}
            self._seeded = sorted(written - KEPT_TABLES)
            connection.execute("create schema seed")
            for table in self._seeded:
                copy = sql.SQL("create table {} as table {}")
                connection.execute(copy.format(sql.Identifier("seed", table), sql.SQL(table)))


# A table that was ever written to has pages; and whether it is small.
USED_TABLES = """
    select c.oid::regclass::text, pg_relation_size(c.oid) < 1000000
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and pg_relation_size(c.oid) > 0 order by 1
"""
FIRST_IDS = """
    select setval(s.seqrelid::regclass, s.seqstart, false)
    from pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
      and d.deptype in ('a', 'i') and d.refobjsubid > 0
    where pg_sequence_last_value(s.seqrelid) is not null and d.refobjid::regclass::text <> all(%s)
"""

MARKS = "records_dirty"  # written by triggers that always fire, while the others are emptied too

# Django remembers the ids of these in its processes; no test writes them.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


def fingerprint() -> str:
    """A short name for everything the shape of the database depends on."""
    digest = hashlib.sha256((ROOT / "requirements" / "runtime.lock").read_bytes())
    for file in sorted({file for pattern in SHAPES for file in SOURCE.glob(pattern)}):
        digest.update(str(file.relative_to(SOURCE)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent meanwhile, those of ``kernel.db`` too, which Django's own capture does not see."""
    found: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, *rest: Any, **options: Any) -> Any:
        found.append(str(query))
        return execute(cursor, query, *rest, **options)

    with patch.object(psycopg.Cursor, "execute", noted):
        yield found
