"""Fence 4: row-level security, grants and composite foreign keys, derived from the models. The owner runs it last."""

from pathlib import Path

from django.apps import apps
from django.db import connection, models

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


def apply() -> None:
    """Bring rights, policies and composite keys in line with the models. Idempotent."""
    with connection.cursor() as cursor:
        for statement in [*_grants(), *_policies(), *_composite_keys(), *_append_only()]:
            cursor.execute(statement)


def _grants() -> list[str]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | set(SQL_TABLES)
    return [
        *(f'grant select, insert, update, delete on "{table}" to changlai_app' for table in sorted(tables)),
        *(f'grant select, insert, update, delete on "{table}" to changlai_gate' for table in tenant_tables()),
        "grant select on django_migrations to changlai_app",  # readiness looks at it
        "grant usage, select on all sequences in schema public to changlai_app, changlai_gate",
    ]


def _policies() -> list[str]:
    statements = []
    for table in tenant_tables():
        statements += [
            f'alter table "{table}" enable row level security',
            f'alter table "{table}" force row level security',
            f'drop policy if exists app on "{table}"',
            f'create policy app on "{table}" to changlai_app using ({POLICY}) with check ({POLICY})',
            f'drop policy if exists gate on "{table}"',
            f'create policy gate on "{table}" to changlai_gate using (true) with check (true)',
        ]
    return statements


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


def _composite_keys() -> list[str]:
    statements, targets = [], set()
    for model, field in composite_keys():
        table, column = model._meta.db_table, field.column
        target = field.related_model._meta.db_table
        if target not in targets:
            targets.add(target)
            statements.append(
                f'create unique index if not exists "{target}_org_id" on "{target}" (organisation_id, id)'
            )
        name = f"{table}_{column}_org_fk"[:63]
        statements += [
            f'alter table "{table}" drop constraint if exists "{name}"',
            (
                f'alter table "{table}" add constraint "{name}" foreign key (organisation_id, "{column}") '
                f'references "{target}" (organisation_id, id) {_on_delete(field)} deferrable initially immediate'
            ),
        ]
    return statements


def _on_delete(field: "OrgForeignKey") -> str:
    match field.remote_field.on_delete:
        case models.CASCADE:
            return "on delete cascade"
        case models.SET_NULL:
            return f'on delete set null ("{field.column}")'
        case _:
            return ""


def sql_file(path: Path) -> str:
    """The text of a migration's SQL file."""
    return path.read_text(encoding="utf-8")
