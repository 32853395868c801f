"""The database itself keeps organisations apart, whatever the code above it does."""

import psycopg
import pytest

from changlai.kernel.rls import POLICY, composite_keys, tenant_tables

FORCED = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity
"""
POLICIES = """
    select c.relname, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    from pg_policy p join pg_class c on c.oid = p.polrelid where 'changlai_app'::regrole = any(p.polroles)
"""
WITH_ORGANISATION = """
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
"""
READABLE = """
    select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
"""
COMPOSITE = """
    select c.relname, array_agg(a.attname order by k.place) from pg_constraint f
    join pg_class c on c.oid = f.conrelid
    join unnest(f.conkey) with ordinality k(number, place) on true
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number
    where f.contype = 'f' and not c.relispartition group by f.oid, c.relname
"""
PARTITIONS_OPEN_TO_APP = """
    select c.relname from pg_class c where c.relispartition and c.relnamespace = 'public'::regnamespace
    and has_table_privilege('changlai_app', c.oid, 'select, insert, update, delete') and not c.relforcerowsecurity
"""
WITH_OWN_RIGHTS = """
    select p.proname, p.proowner::regrole::text, coalesce(array_to_string(p.proconfig, ','), '')
    from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace
"""
# Found before any organisation is in scope; they hold ids and digests only, no text of anybody's.
NARROW_TABLES = {
    "accounts_passwordreset",
    "accounts_signinlink",
    "inbox_text",
    "records_common",
    "records_dirty",
    "records_text",
}


@pytest.fixture
def database(test_database):
    with psycopg.connect(test_database.cluster.admin_url(test_database.name)) as connection:
        yield connection


def names(connection: psycopg.Connection, statement: str) -> set[str]:
    return {row[0] for row in connection.execute(statement.encode())}


def test_row_level_security_is_forced_on_every_table_of_an_organisation(database):
    assert set(tenant_tables()) - names(database, FORCED) == set()


def test_policy_is_the_one_that_keeps_the_index(database):
    wanted = normal(POLICY)
    policies = {name: (normal(using), normal(check)) for name, using, check in database.execute(POLICIES)}

    assert policies.keys() >= set(tenant_tables())
    assert {name for name, pair in policies.items() if pair != (wanted, wanted)} == set()


def test_every_table_with_an_organisation_is_protected_or_narrow(database):
    assert names(database, WITH_ORGANISATION) - set(tenant_tables()) == NARROW_TABLES
    assert {table for table, _column in database.execute(READABLE)} & NARROW_TABLES == set()


def test_references_between_tenant_tables_carry_the_organisation(database):
    made = {(table, tuple(columns)) for table, columns in database.execute(COMPOSITE)}
    wanted = {(model._meta.db_table, ("organisation_id", field.column)) for model, field in composite_keys()}

    assert wanted - made == set()


def test_partitions_are_reached_through_their_table_only(database):
    assert names(database, PARTITIONS_OPEN_TO_APP) == set()


def test_application_role_owns_nothing_and_makes_nothing(database):
    role = database.execute(
        "select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb from pg_roles"
        " where rolname = 'changlai_app'"
    ).fetchone()
    owned = database.execute("select relname from pg_class where relowner = 'changlai_app'::regrole").fetchall()
    may = database.execute(
        "select has_schema_privilege('changlai_app', 'public', 'create'),"
        " has_database_privilege('changlai_app', current_database(), 'create')"
    ).fetchone()

    assert (role, owned, may) == ((False,) * 5, [], (False, False))


def test_functions_with_rights_of_their_own_belong_to_no_superuser_and_name_their_schema(database):
    """The gate may cross organisations; what the owner owns cannot, because its tables are closed to it as well."""
    functions = database.execute(WITH_OWN_RIGHTS).fetchall()

    assert functions
    assert [name for name, owner, _ in functions if owner not in {"changlai_gate", "changlai_owner"}] == []
    assert [name for name, _, settings in functions if not settings.startswith("search_path=public, pg_temp")] == []


def normal(expression: str) -> str:
    """An expression without what PostgreSQL adds when it prints one: brackets, casts of constants, column names."""
    bare = "".join(expression.lower().split()).replace("::text", "").replace('as"nullif"', "")
    return bare.replace("(", "").replace(")", "")
