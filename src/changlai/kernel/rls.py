"""Fence 4: row-level security, grants and composite foreign keys, derived from the models. The owner runs it last."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection, models, transaction

from changlai.kernel.tenancy import OrgForeignKey, OrgModel

# No cast on the column and the setting inside a subquery: it is read once a statement and keeps the index condition.
POLICY = "organisation_id = any((select nullif(current_setting('app.organisations', true), '')::bigint[])::bigint[])"
SQL_TABLES = ("event_log", "event_dead", "lease")  # tenant tables that have no model
SQL_DIRECTORY = Path(__file__).parent / "sql"


def tenant_models() -> list[type[OrgModel]]:
    """Every concrete OrgModel, partitioned ones included."""
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, OrgModel)]


def tenant_tables() -> list[str]:
    return sorted({model._meta.db_table for model in tenant_models()} | set(SQL_TABLES))


@dataclass(frozen=True, slots=True)
class Fence:
    """A policy or a composite key. ``text`` says what it does and is kept as its comment: who finds it there need not
    build it again, which would lock the table and read all its rows."""

    table: str
    name: str
    text: str
    statements: tuple[str, ...]


_STANDING = """
    select c.relname, p.polname, obj_description(p.oid, 'pg_policy') from pg_policy p
      join pg_class c on c.oid = p.polrelid where c.relrowsecurity and c.relforcerowsecurity
    union all
    select c.relname, f.conname, obj_description(f.oid, 'pg_constraint') from pg_constraint f
      join pg_class c on c.oid = f.conrelid where f.contype = 'f'"""


def apply() -> None:
    """Bring rights, policies and composite keys in line with the models; what stands already is not touched.

    One transaction: nobody ever meets a table between two policies.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing = set(cursor.fetchall())
        missing = [
            fence
            for fence in [*_policies(), *_composite_keys()]
            if (fence.table, fence.name, fence.text) not in standing
        ]
        building = [statement for fence in missing for statement in fence.statements]
        for statement in [*_grants(), *building, *_append_only()]:
            cursor.execute(statement)


def _grants() -> list[str]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | set(SQL_TABLES)
    return [
        *(f'grant select, insert, update, delete on "{table}" to changlai_app' for table in sorted(tables)),
        *(f'grant select, insert, update, delete on "{table}" to changlai_gate' for table in tenant_tables()),
        "grant select on django_migrations to changlai_app",  # readiness looks at it
        "grant usage, select on all sequences in schema public to changlai_app, changlai_gate",
    ]


def _policies() -> list[Fence]:
    return [
        _policy(table, role, condition)
        for table in tenant_tables()
        for role, condition in (("changlai_app", POLICY), ("changlai_gate", "true"))
    ]


def _policy(table: str, role: str, condition: str) -> Fence:
    name = role.removeprefix("changlai_")
    text = f"to {role} using ({condition}) with check ({condition})"
    statements = (
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        f'drop policy if exists {name} on "{table}"',
        f'create policy {name} on "{table}" {text}',
        f'comment on policy {name} on "{table}" is {_quoted(text)}',
    )
    return Fence(table, name, text, statements)


def _append_only() -> list[str]:
    return [
        f'revoke update, delete on "{model._meta.db_table}" from changlai_app, changlai_gate'
        for model in tenant_models()
        if getattr(model, "append_only", False)
    ]


def composite_keys() -> list[tuple[type[OrgModel], "OrgForeignKey"]]:
    """All references between tenant tables."""
    return [
        (model, field)
        for model in tenant_models()
        if model._meta.managed
        for field in model._meta.local_fields
        if isinstance(field, OrgForeignKey)
    ]


def _composite_keys() -> list[Fence]:
    return [_composite_key(model._meta.db_table, field) for model, field in composite_keys()]


def _composite_key(table: str, field: "OrgForeignKey") -> Fence:
    target = field.related_model._meta.db_table
    name = f"{table}_{field.column}_org_fk"[:63]
    text = (
        f'foreign key (organisation_id, "{field.column}") references "{target}" (organisation_id, id) '
        f"{_on_delete(field)} deferrable initially immediate"
    )
    statements = (
        f'create unique index if not exists "{target}_org_id" on "{target}" (organisation_id, id)',
        f'alter table "{table}" drop constraint if exists "{name}"',
        f'alter table "{table}" add constraint "{name}" {text}',
        f'comment on constraint "{name}" on "{table}" is {_quoted(text)}',
    )
    return Fence(table, name, text, statements)


def _on_delete(field: "OrgForeignKey") -> str:
    match field.remote_field.on_delete:
        case models.CASCADE:
            return "on delete cascade"
        case models.SET_NULL:
            return f'on delete set null ("{field.column}")'
        case _:
            return ""


def _quoted(text: str) -> str:
    """A text of ours as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def sql_file(path: Path) -> str:
    """The text of a migration's SQL file."""
    return path.read_text(encoding="utf-8")
