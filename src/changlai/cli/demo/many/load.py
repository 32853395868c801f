"""Rows by COPY, millions of them: straight into the tables where a superuser lets us, else through a temporary one."""

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from changlai.kernel.tenancy import OrgModel

_AT_ONCE = 1 << 20  # characters


class Loader:
    """A connection of its own. ``organisation_id`` is the only one whose rows it may write."""

    def __init__(self, url: str, organisation_id: int) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.organisation_id = organisation_id
        row = self.connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        self.is_direct = bool(row and row[0])
        self.connection.execute("set synchronous_commit = off")
        if self.is_direct:  # neither policies nor triggers nor checks of keys: what is written here is right by itself
            self.connection.execute("set session_replication_role = replica")
        else:
            self.connection.execute("select set_config('app.organisations', %s, false)", (f"{{{organisation_id}}}",))

    def close(self) -> None:
        self.connection.close()

    def ids(self, table: str, count: int) -> int:
        """The first of ``count`` ids in a row that nobody else gets."""
        found = self.connection.execute("select pg_get_serial_sequence(%s, 'id')", (table,)).fetchone()
        sequence = (found and found[0]) or f"{table}_id"
        with self.connection.transaction():
            self.connection.execute("select pg_advisory_xact_lock(hashtext(%s))", (sequence,))
            first = self._number("select nextval(%s)", (sequence,))
            self.connection.execute("select setval(%s, %s)", (sequence, first + count))
        return first + 1

    def copy(self, model: type[OrgModel], columns: Iterable[str], lines: Iterable[str]) -> None:
        """``lines`` are in COPY's text format, without their ends; columns that are not named get their defaults."""
        usual = self._defaults(model, set(columns))
        named = [*columns, *usual]
        tail = "".join(f"\t{value}" for value in usual.values())
        table = sql.Identifier(model._meta.db_table)
        fields = sql.SQL(", ").join(map(sql.Identifier, named))
        into = table if self.is_direct else sql.Identifier("changlai_fill")
        with self.connection.transaction(), self.connection.cursor() as cursor:
            if not self.is_direct:
                staging = "create temporary table {} on commit drop as select {} from {} where false"
                cursor.execute(sql.SQL(staging).format(into, fields, table))
            with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(into, fields)) as copy:
                for block in _blocks(lines, f"{tail}\n"):
                    copy.write(block)
            if not self.is_direct:
                cursor.execute(sql.SQL("insert into {} ({}) select {} from {}").format(table, fields, fields, into))

    def _defaults(self, model: type[OrgModel], given: set[str]) -> Mapping[str, str]:
        """Django's defaults of columns the database has none for, as COPY writes them."""
        found = {} if "organisation_id" in given else {"organisation_id": str(self.organisation_id)}
        for field in model._meta.local_concrete_fields:
            has_one = field.primary_key or field.null or field.has_db_default() or field.generated
            if model._meta.managed and not has_one and field.column not in given | found.keys():
                found[str(field.column)] = _text(field, field.get_default())
        return found

    def _number(self, query: str, parameters: tuple[Any, ...]) -> int:
        row = self.connection.execute(query.encode(), parameters).fetchone()
        return int(row[0]) if row else 0


def _text(field: "models.Field[Any, Any]", value: object) -> str:
    if isinstance(field, models.JSONField):
        return "[]" if value == [] else "{}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return "\\N" if value is None else str(value)


def _blocks(lines: Iterable[str], end: str) -> Iterable[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > _AT_ONCE:
            yield end.join(held) + end
            held, size = [], 0
    if held:
        yield end.join(held) + end


def escaped(text: str) -> str:
    """A text as COPY wants it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
