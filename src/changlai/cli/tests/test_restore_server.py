"""A backup brought into an empty database of an operator's server: owned by their login, behind the same walls."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.conninfo import make_conninfo as address_of

from changlai.cli import backup, restoring
from changlai.cli.backup import House
from changlai.cli.commands import restore as restore_command
from changlai.cli.environment import Secrets, keep_secrets, make_secrets
from changlai.cli.errors import Trouble
from changlai.cli.postgres import UnfitServer
from changlai.customers.tests.factories import make_customer
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope
from tests.support.database import TestDatabase
from tests.support.house import found_firm
from tools.known_environment import known_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PASSPHRASE = "a long enough passphrase"
KEYS = {"CHANGLAI_SECRET_KEY": "s" * 64, "CHANGLAI_FIELD_KEYS": "k1:" + "A" * 43 + "="}
# Whatever stands between organisations, and who owns the doors through it.
WALLS = """
    select 'policy', tablename || ' ' || policyname || ' ' || roles::text || ' ' || coalesce(qual, '') from pg_policies
    union all select 'forced', relname from pg_class where relforcerowsecurity and relrowsecurity
    union all select 'gate', oid::regprocedure::text from pg_proc where proowner = 'changlai_gate'::regrole
    union all select 'right', a.grantee::regrole::text || ' ' || a.privilege_type || ' ' || c.relname
      from pg_class c cross join aclexplode(c.relacl) a
      where a.grantee in ('changlai_app'::regrole, 'changlai_gate'::regrole)
    union all select 'may', a.grantee || ' ' || p.oid::regprocedure::text
      from pg_proc p cross join aclexplode(p.proacl) a
      where p.pronamespace = 'public'::regnamespace and a.grantee in (0, 'changlai_app'::regrole)
    order by 1, 2"""


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    for name in ("CHANGLAI_DATABASE_URL", *KEYS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHANGLAI_BACKUP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("CHANGLAI_DATA", str(tmp_path / "house"))
    return tmp_path


@pytest.fixture
def server(test_database) -> Iterator[str]:
    """The address of a new, empty database, as its owner: a login that is no superuser and may not make roles."""
    name, login = f"test_{os.getpid()}_restored", f"restorer_{os.getpid()}"
    with psycopg.connect(test_database.cluster.admin_url(), autocommit=True) as admin:
        names = {"name": sql.Identifier(name), "login": sql.Identifier(login)}
        for statement in (
            "create role {login} login password 'secret'",
            "grant changlai_app, changlai_gate to {login} with admin option",
            "create database {name} owner {login} template template0",
        ):
            admin.execute(sql.SQL(statement).format(**names))
        yield address_of(test_database.url, user=login, password="secret", dbname=name)
        for statement in ("drop database {name} with (force)", "drop role {login}"):
            admin.execute(sql.SQL(statement).format(**names))


def backed_up(test_database: TestDatabase, place: Path) -> Path:
    url = test_database.cluster.admin_url(test_database.name)
    house = House(url, test_database.cluster.binaries.program("pg_dump"), place / "files", KEYS)
    (place / "files" / "aa").mkdir(parents=True)
    (place / "files" / "aa" / "aabb").write_bytes(b"a picture")
    return backup.make(house, into=place / "backups", passphrase=PASSPHRASE, now=datetime(2026, 11, 22, 3, tzinfo=UTC))


def restore(folder: Path, url: str | None, *, force: bool = False) -> int:
    return restore_command.run(argparse.Namespace(path=str(folder), force=force, database_url=url))


def asked(url: str, statement: str, *settings: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        for one in settings:
            connection.execute(one.encode())
        return connection.execute(statement.encode()).fetchall()


def test_backup_comes_back_on_a_server_with_its_walls_and_with_sending_stopped(test_database, place, server, capsys):
    firm, other = found_firm(), found_firm("other", "别家")
    for name in ("林晓棠", "周野"):
        make_customer(firm, name)
    make_customer(other, "别家的客户")
    with scope(firm.id):
        add("test-restore", [NewJob(firm.id, "test.kind", {})])
    folder = backed_up(test_database, place)

    code = restore(folder, server)

    people, app = "select name from customers_customer order by name", "set role changlai_app"
    stopped = "select slug, sending_frozen_at is not null, sending_frozen_reason from accounts_organisation order by id"
    said = "Restored from the backup of 2026-11-22. Look at what waits, then resume sending."
    assert code == 0
    assert asked(server, WALLS) == asked(test_database.cluster.admin_url(test_database.name), WALLS)
    assert {kind for kind, _name in asked(server, WALLS)} == {"policy", "forced", "gate", "right", "may"}
    assert asked(server, people, app) == []
    mine = asked(server, people, app, f"set app.organisations = '{{{firm.id}}}'")
    assert sorted(mine) == sorted([("林晓棠",), ("周野",)])
    assert asked(server, stopped) == [("hemu", True, said), ("other", True, said)]
    assert len(asked(server, "select * from lease_claim('test-restore', 'w', 10, 30)", app)) == 1
    assert make_secrets(place / "house").environment() == KEYS
    assert (place / "house" / "files" / "aa" / "aabb").read_bytes() == b"a picture"
    told = capsys.readouterr().out
    assert "SENDING IS STOPPED" in told
    assert str(place / "house" / "secrets.json") in told
    url = "postgresql://{user}:{password}@/{dbname}?host={host}".format(**conninfo_to_dict(server))
    command = [sys.executable, "-m", "changlai", "migrate"]
    done = subprocess.run(command, env=os.environ | known_environment(url), capture_output=True, text=True, check=False)
    assert (done.returncode, "No migrations to apply" in done.stdout) == (0, True), done.stderr


def test_database_that_is_not_empty_is_left_alone(test_database, place, server):
    folder = backed_up(test_database, place)
    with psycopg.connect(server) as connection:
        connection.execute("create table mine (id int)")

    with pytest.raises(Trouble, match="is not empty"):
        restore(folder, server, force=True)

    assert asked(server, "select count(*) from pg_class where relname like 'accounts_%'") == [(0,)]
    assert not (place / "house").exists()


def test_server_that_is_older_than_the_backup_or_not_prepared_is_refused(test_database, place, server):
    folder = backed_up(test_database, place)
    program = test_database.cluster.binaries.program("pg_restore")
    told = backup.run([program, "--list", str(folder / backup.DUMP)])
    with pytest.raises(UnfitServer, match="taken from PostgreSQL 99"):
        restoring.check_empty(
            server, told.replace("Dumped from database version: ", "Dumped from database version: 99")
        )
    login = str(conninfo_to_dict(server)["user"])
    with psycopg.connect(test_database.cluster.admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("revoke changlai_app, changlai_gate from {}").format(sql.Identifier(login)))

    with pytest.raises(UnfitServer, match="may not set up the roles"):
        restore(folder, server)

    assert asked(server, "select count(*) from pg_class where relname like 'accounts_%'") == [(0,)]


def test_server_must_be_meant_and_the_folders_own_keys_are_kept(test_database, place, server, monkeypatch):
    folder = backed_up(test_database, place)
    keep_secrets(place / "house", Secrets("another", "k1:others"))
    with pytest.raises(Trouble, match="is in use"):
        restore(folder, server)
    with pytest.raises(Trouble, match="needs an address"):
        restore(folder, "")
    monkeypatch.setenv("CHANGLAI_DATABASE_URL", server)
    with pytest.raises(Trouble, match="say --database-url"):
        restore(folder, None)

    assert make_secrets(place / "house") == Secrets("another", "k1:others")
    assert asked(server, "select count(*) from pg_class where relname like 'accounts_%'") == [(0,)]
