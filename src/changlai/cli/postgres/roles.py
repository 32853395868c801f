"""Who may do what in the database: the same roles in our own cluster and on a server of the operator's.

``changlai_owner`` signs in, owns the tables and migrates; it is no superuser. ``changlai_app`` cannot sign in: every
connection of the product takes this role, owns nothing and is held by row-level security. ``changlai_gate`` owns
the few functions through which an organisation is found before any is in scope.
"""

import contextlib
from collections.abc import Iterator
from typing import TypeAlias

import psycopg
from psycopg import sql

from changlai.cli.errors import Trouble

OWNER, APP, GATE = "changlai_owner", "changlai_app", "changlai_gate"
OLDEST_SERVER = 150_000  # PostgreSQL 15, written as server_version_num
_ROLES_LOCK = 6_841_095_382_107_411_302  # a number that no other lock of the house has
SET_OPTION_SINCE = 160_000  # from 16 on, a membership says by itself whether SET ROLE is allowed

RECIPE = f"""
A database administrator runs this once, with your login and database:
    create role {APP} nologin; create role {GATE} nologin;
    grant {APP}, {GATE} to your_login with admin option;
    alter database your_database owner to your_login;"""

Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"


class UnfitServer(Trouble):
    """The server behind CHANGLAI_DATABASE_URL cannot hold Changlai; the sentence says why and what to do."""


def prepare_database(url: str) -> None:
    """Check the server and make the roles, as the owner that ``url`` names. May run any number of times.

    Raises UnfitServer when the server is older than PostgreSQL 15, cannot search Chinese, or the login may not make
    the roles, and psycopg.OperationalError when it cannot be reached.
    """
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        check_server(connection)
        login = str(_value(connection, "select current_user"))
        with by_turns(connection):
            try:
                make_roles(connection, member=login)
            except psycopg.errors.InsufficientPrivilege as error:
                raise UnfitServer(f"the login {login} may not set up the roles ({error}).{RECIPE}") from None
            _let_gate_own_functions(connection, login)


def check_server(connection: Connection) -> None:
    """Refuse a server whose letters or age would break the product later, in silence."""
    if connection.info.server_version < OLDEST_SERVER:
        raise UnfitServer(f"PostgreSQL 15 or newer is needed, the server is {connection.info.server_version // 10_000}")
    if _value(connection, "show server_encoding") != "UTF8":
        raise UnfitServer("the database must be made with ENCODING 'UTF8'")
    # With LC_CTYPE=C no Chinese character counts as a letter, and trigram search finds nothing.
    if not _value(connection, "select '客' ~ '[[:alpha:]]'"):
        raise UnfitServer(
            "the database cannot search Chinese: its LC_CTYPE is C. Make it anew with LOCALE 'C.UTF-8' "
            "(PostgreSQL 17 or newer: LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8')"
        )


def make_roles(connection: Connection, *, member: str) -> None:
    """Create the roles that cannot sign in, and let ``member`` take and give them."""
    for role in (APP, GATE):
        if not _value(connection, "select count(*) from pg_roles where rolname = %s", role):
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        if not _may_take(connection, member, role):
            _grant(connection, role, member)
    if _is_superuser(connection):
        _let_gate_vouch(connection)


@contextlib.contextmanager
def by_turns(connection: Connection) -> Iterator[None]:
    """One at a time in the whole cluster: two that change a role at once end with "tuple concurrently updated".

    Roles belong to the cluster, advisory locks to a database: who calls this is in the same one, "postgres" or its own.
    """
    connection.execute("select pg_advisory_lock(%s)", (_ROLES_LOCK,))
    try:
        yield
    finally:
        connection.execute("select pg_advisory_unlock(%s)", (_ROLES_LOCK,))


def make_owner(connection: Connection, *, password: str) -> None:
    """Create or refresh the login ``changlai_owner``; needs a superuser."""
    exists = _value(connection, "select count(*) from pg_roles where rolname = %s", OWNER)
    verb = sql.SQL("alter" if exists else "create")
    connection.execute(
        sql.SQL("{} role {} login nosuperuser createrole password {}").format(
            verb, sql.Identifier(OWNER), sql.Literal(password)
        )
    )


def _let_gate_vouch(connection: Connection) -> None:
    """Very many rows may be written without a look for each reference: see kernel/sql/vouched.sql."""
    for parameter in ("session_replication_role", "wal_compression"):
        connection.execute(sql.SQL(f"grant set on parameter {parameter} to {{}}").format(sql.Identifier(GATE)))


def _may_take(connection: Connection, member: str, role: str) -> bool:
    privilege = "SET" if connection.info.server_version >= SET_OPTION_SINCE else "MEMBER"
    superuser = _value(connection, "select rolsuper from pg_roles where rolname = %s", member)
    return bool(not superuser and _value(connection, "select pg_has_role(%s, %s, %s)", member, role, privilege))


def _grant(connection: Connection, role: str, member: str) -> None:
    superuser = _is_superuser(connection)
    modern = connection.info.server_version >= SET_OPTION_SINCE
    # A creator of 16 and newer already holds ADMIN and gives himself SET; everyone else gets both here.
    option = "with set true, inherit true" if modern and not superuser else "with admin option"
    statement = sql.SQL("grant {} to {} " + option)
    connection.execute(statement.format(sql.Identifier(role), sql.Identifier(member)))


def _is_superuser(connection: Connection) -> bool:
    return bool(_value(connection, "select rolsuper from pg_roles where rolname = current_user"))


def _let_gate_own_functions(connection: Connection, login: str) -> None:
    connection.execute(sql.SQL("grant create on schema public to {}").format(sql.Identifier(GATE)))
    if not _value(connection, "select has_schema_privilege(%s, 'public', 'CREATE')", GATE):
        raise UnfitServer(f"the login {login} does not own the database.{RECIPE}")


def _value(connection: Connection, statement: str, *arguments: str) -> object:
    row = connection.execute(statement, arguments or None).fetchone()
    return row[0] if row else None
