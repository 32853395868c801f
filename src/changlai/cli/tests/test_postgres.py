"""The embedded cluster, with the real server: made once for this file, hurt and mended in each test."""

import os
import pwd
import shutil
import signal
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from changlai.cli.postgres import (
    Cluster,
    ClusterFailed,
    NoPostgres,
    UnfitServer,
    find_binaries,
    prepare_database,
)
from changlai.cli.postgres.binaries import can_reach


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    folder = Path("/tmp") / f"changlai-cluster-{os.getpid()}"  # noqa: S108 (the service user must reach it)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(base: Path) -> Iterator[Cluster]:
    made = Cluster(base, durable=False)
    made.ensure()
    yield made
    made.stop()


def value(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def test_owner_is_no_superuser_and_may_take_both_roles(cluster):
    facts = value(cluster.url(), "select rolsuper or rolbypassrls from pg_roles where rolname = current_user")

    assert facts is False
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("set role changlai_app")
        taken = connection.execute("select current_user, rolcanlogin from pg_roles where rolname = current_user")
        assert taken.fetchone() == ("changlai_app", False)


def test_owner_hands_a_function_to_the_gate(cluster):
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create or replace function door() returns int language sql as 'select 1'")
        connection.execute("alter function door() owner to changlai_gate")
        owner = connection.execute("select proowner::regrole::text from pg_proc where proname = 'door'").fetchone()

    assert owner == ("changlai_gate",)


def test_chinese_can_be_searched_by_trigrams(cluster):
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create extension if not exists pg_trgm")
        row = connection.execute("select cardinality(show_trgm('张三丰'))").fetchone()

    assert row is not None
    assert row[0] > 0


def test_passwords_are_for_the_owners_eyes_and_needed(cluster):
    mode = stat.S_IMODE((cluster.base / "owner.password").stat().st_mode)
    stranger = cluster.url().replace(cluster.url().split(":")[2].split("@")[0], "guessed")

    assert mode == 0o600
    assert stat.S_IMODE(cluster.base.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)


def test_second_program_attaches_to_the_running_server(cluster, base):
    other = Cluster(base, durable=False)

    other.ensure()

    assert other.pid == cluster.pid


def test_many_who_start_at_once_see_to_the_roles_by_turns(cluster):
    with ThreadPoolExecutor(6) as pool:
        starts = [pool.submit(cluster.ensure) for _ in range(18)]

    assert [start.exception() for start in starts] == [None] * 18


@pytest.mark.parametrize("killer", ["parent", "stranger"])
def test_killed_server_starts_again_with_all_acknowledged_rows(cluster, base, killer):
    """A stranger cannot reap the dead server: its zombie must not keep the cluster down."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create table if not exists kept (number int)")
        connection.execute("truncate kept")
        connection.execute("insert into kept select generate_series(1, 100)")
    victim = cluster.pid
    mender = cluster if killer == "parent" else Cluster(base, durable=False)
    mender.crash()

    mender.start()

    assert value(mender.url(), "select count(*) from kept") == 100
    assert mender.pid != victim
    mender.stop()
    cluster.start()


def test_start_right_after_a_kill_waits_for_the_dying_server(cluster):
    for _ in range(5):
        os.kill(cluster.pid, signal.SIGKILL)
        cluster.start()
        cluster.start()  # the first one may have met the dying server while it still answered

        assert value(cluster.url(), "select 1") == 1


def test_server_that_cannot_start_says_why(base):
    broken = Cluster(base.with_name(f"{base.name}-broken"), durable=False)
    broken.ensure()
    broken.stop()
    (broken.data / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(ClusterFailed, match="no_such_setting"):
        broken.start()
    shutil.rmtree(broken.base)


def test_stale_note_of_another_process_does_not_count_as_running(cluster):
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert cluster.pid is None
    cluster.start()
    assert value(cluster.url(), "select 1") == 1


def test_half_made_cluster_is_never_used(base):
    fresh = Cluster(base.with_name(f"{base.name}-half"), durable=False)
    remains = fresh.base / f"{fresh.data.name}.unfinished"
    remains.mkdir()
    (remains / "PG_VERSION").write_text("3")

    fresh.ensure()

    assert value(fresh.url(), "select 1") == 1
    assert not remains.exists()
    fresh.stop()
    shutil.rmtree(fresh.base)


def test_lost_password_is_told_at_once(cluster):
    secret = cluster.base / "superuser.password"
    password = secret.read_text()
    secret.write_text("forgotten")

    with pytest.raises(ClusterFailed, match="password authentication failed"):
        cluster.start()
    secret.write_text(password)


def test_copy_of_a_database_has_its_rows(cluster):
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create table if not exists copied as select 7 as number")

    cluster.create_database("twin", template="changlai")

    assert value(cluster.url("twin"), "select number from copied") == 7
    cluster.drop_database("twin")
    assert not cluster.exists("twin")


def test_long_folder_gets_a_short_socket(base):
    deep = Cluster(base / ("d" * 90), durable=False)

    assert len(str(deep.socket)) < 80
    assert stat.S_IMODE(deep.socket.stat().st_mode) == 0o700
    deep.socket.rmdir()


def test_server_without_chinese_letters_is_refused(cluster):
    with psycopg.connect(cluster.admin_url(), autocommit=True) as connection:
        connection.execute(
            "create database plain owner changlai_owner template template0 lc_ctype 'C' locale_provider libc"
        )

    with pytest.raises(UnfitServer, match="cannot search Chinese"):
        prepare_database(cluster.url("plain"))
    cluster.drop_database("plain")


def test_login_without_rights_is_told_what_an_administrator_runs(cluster):
    with psycopg.connect(cluster.admin_url(), autocommit=True) as connection:
        connection.execute("create role guest login password 'guest'")
    url = cluster.url().replace("changlai_owner", "guest").replace(cluster._secret("owner"), "guest")

    with pytest.raises(UnfitServer, match=r"create role changlai_app nologin"):
        prepare_database(url)


def test_login_with_createrole_prepares_a_server_of_the_operators_by_itself(base):
    server = Cluster(base.with_name(f"{base.name}-external"), durable=False)
    server.start()
    try:
        with psycopg.connect(server.admin_url(), autocommit=True) as connection:
            connection.execute("create role operator login createrole password 'secret'")
            connection.execute("create database crm owner operator template template0")
        url = server.admin_url("crm").replace("postgres:", "operator:").replace(server._secret("superuser"), "secret")

        prepare_database(url)
        prepare_database(url)

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table t (i int)")
            connection.execute("grant select on t to changlai_app")
            connection.execute("create function door() returns int language sql as 'select 1'")
            connection.execute("alter function door() owner to changlai_gate")
            connection.execute("set role changlai_app")
            assert connection.execute("select count(*) from t").fetchone() == (0,)
    finally:
        server.stop()
        shutil.rmtree(server.base, ignore_errors=True)


def test_named_programs_that_are_not_there_are_told(monkeypatch, tmp_path):
    monkeypatch.setenv("CHANGLAI_POSTGRES", str(tmp_path))

    with pytest.raises(NoPostgres, match=r"no bin/initdb in it"):
        find_binaries(None)


def test_programs_that_another_user_cannot_reach_are_seen(tmp_path):
    closed = tmp_path / "closed"
    (closed / "bin").mkdir(parents=True)
    nobody = pwd.getpwnam("nobody")

    closed.chmod(0o700)

    assert not can_reach(closed / "bin", nobody)
    assert can_reach(Path("/usr/bin"), nobody)
