"""The database of a backup brought back: into the embedded cluster, or into an empty database of a server of yours."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from changlai.cli import backup
from changlai.cli.errors import Trouble
from changlai.cli.postgres import Cluster, prepare_database
from changlai.cli.postgres.binaries import find_binaries, service_user
from changlai.cli.postgres.cluster import DATABASE
from changlai.cli.postgres.roles import GATE, UnfitServer

# Every page says it, and nothing leaves; what an administrator resumes under Settings, Sending.
_FREEZE = """
    update accounts_organisation set sending_frozen_at = clock_timestamp(), sending_frozen_reason = %s,
      sending_frozen_by = '' where sending_frozen_at is null"""
_COUNT = "select count(*) from accounts_organisation"
REASON = "Restored from the backup of {day}. Look at what waits, then resume sending."
# Tables and functions that belong to no extension: what a managed server puts there itself does no harm.
_THINGS = """
    select count(*) from (
      select c.oid, c.relnamespace n, 'pg_class'::regclass k from pg_class c
      where c.relkind in ('r', 'p', 'v', 'm', 'S')
      union all select p.oid, p.pronamespace, 'pg_proc'::regclass from pg_proc p) x
    join pg_namespace s on s.oid = x.n
    where s.nspname not like 'pg\\_%' and s.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = x.k and d.objid = x.oid and d.deptype = 'e')"""
_TAKEN_FROM = re.compile(r"^;\s+Dumped from database version: (\d+)", re.MULTILINE)
_OWNED = re.compile(
    r"^\d+; \d+ \d+ (FUNCTION|TABLE|VIEW|SEQUENCE) (?!ATTACH |DATA |SET |OWNED )(\S+) (.+) " + GATE + "$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Owned:
    """Something of the dump that belongs to the gate, not to whoever restores it: ``name`` as SQL has it."""

    kind: str
    schema: str
    name: str


def into_cluster(cluster: Cluster, folder: Path, day: str) -> int:
    """Replace the embedded database by that of a backup, with sending stopped; how many organisations it has."""
    cluster.drop_database(DATABASE)
    cluster.create_database(DATABASE)
    url = cluster.admin_url(DATABASE)
    program = cluster.binaries.program("pg_restore")
    backup.run([program, "--exit-on-error", "--no-password", f"--dbname={url}", str(folder / backup.DUMP)])
    with psycopg.connect(url) as connection:
        return _freeze(connection, day)


def into_server(url: str, folder: Path, day: str) -> int:
    """Fill the empty database that ``url`` names, as its owner, with sending stopped; how many organisations it has.

    The rows come whole or not at all. The functions through which work is handed out get their owner together with
    the stop: before, the product finds nothing to do. Raises Trouble for a database that is not empty, UnfitServer for
    a server that is too old or a login that may not make the roles.
    """
    program, dump = find_binaries(service_user()).program("pg_restore"), str(folder / backup.DUMP)
    told = backup.run([program, "--list", dump])
    try:
        check_empty(url, told)
        prepare_database(url)
    except psycopg.OperationalError as error:
        raise Trouble(f"the server does not answer: {str(error).strip()}") from None
    address, environment = _without_password(url)
    backup.run(
        [
            program,
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-password",
            f"--dbname={address}",
            dump,
        ],
        environment,
    )
    with psycopg.connect(url) as connection:
        for one in owned_by_gate(told):
            connection.execute(
                sql.SQL("alter {} {}.{} owner to {}").format(
                    sql.SQL(one.kind), sql.Identifier(one.schema), sql.SQL(one.name), sql.Identifier(GATE)
                )
            )
        return _freeze(connection, day)


def owned_by_gate(told: str) -> list[Owned]:
    """What belongs to the gate, by the list of contents that pg_restore makes."""
    return [Owned(*found.groups()) for found in _OWNED.finditer(told)]


def check_empty(url: str, told: str) -> None:
    """Raises Trouble for a database that holds something, UnfitServer for a server older than that of the backup."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(_THINGS.encode()).fetchone()
        if row is None or row[0]:
            raise Trouble(
                f"the database {connection.info.dbname} is not empty: restore never overwrites one on a server. "
                "Make a new one (create database ... owner ...) and name that"
            )
        taken, there = _TAKEN_FROM.search(told), connection.info.server_version // 10_000
        if taken and int(taken[1]) > there:
            raise UnfitServer(
                f"the backup was taken from PostgreSQL {taken[1]}, the server is {there}: take a newer one"
            )


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which other users of the machine would see, and the environment that has it."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _freeze(connection: "psycopg.Connection[tuple[object, ...]]", day: str) -> int:
    connection.execute(_FREEZE.encode(), [REASON.format(day=day)])
    row = connection.execute(_COUNT).fetchone()
    return int(str(row[0])) if row else 0
