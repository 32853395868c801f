"""The database's own watch over what records are found by: whatever writes a table, the records it is about are marked.

Statement-level triggers with transition tables, made from ``Findable.tables``. The owner makes them after migrating;
what stands already is not touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from changlai.records import registry
from changlai.records.pieces import kind_number

_STANDING = """
    select c.relname, t.tgname, obj_description(t.oid, 'pg_trigger')
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and t.tgname like 'records\\_sees\\_%' and c.relnamespace = 'public'::regnamespace
      and not c.relispartition"""
_FUNCTION = """
    create or replace function {name}() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $watch$
    begin
      {body}
      return null;
    end $watch$"""
_ALL = """insert into records_dirty (organisation_id, kind, record_id)
        select distinct organisation_id, {kind}, {column} from {rows} where {column} is not null;"""
_CHANGED = """insert into records_dirty (organisation_id, kind, record_id)
        select distinct n.organisation_id, {kind}, x.record_id from new_rows n join old_rows o using (id)
        cross join lateral (values (n.{column}), (o.{column})) x(record_id)
        where ({new}) is distinct from ({old}) and x.record_id is not null;"""
_GONE = """delete from records_text t using old_rows o
        where t.organisation_id = o.organisation_id and t.kind = {kind} and t.record_id = o.id;"""


@dataclass(frozen=True, slots=True)
class Watch:
    """One trigger: on which table and deed, and the body of its function."""

    table: str
    deed: str
    body: str

    @property
    def name(self) -> str:
        return f"records_sees_{self.deed}_{self.table}"[:63]

    @property
    def statements(self) -> tuple[str, ...]:
        tables = {"insert": "new table as new_rows", "delete": "old table as old_rows"}
        seen = tables.get(self.deed, "old table as old_rows new table as new_rows")
        call = f"for each statement execute function {self.name}()"
        return (
            _FUNCTION.format(name=self.name, body=self.body),
            f"revoke all on function {self.name}() from public",
            f"alter function {self.name}() owner to changlai_gate",
            f"create or replace trigger {self.name} after {self.deed} on {self.table} referencing {seen} {call}",
            f"alter table {self.table} enable always trigger {self.name}",  # see kernel/sql/vouched.sql
            f"comment on trigger {self.name} on {self.table} is '{self.body.replace(chr(39), chr(39) * 2)}'",
        )


def watch() -> None:
    """Make the triggers that are declared and remove those that are not any more, in one transaction."""
    wanted = {(one.table, one.name): one for one in watches()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing = {(table, name): body for table, name, body in cursor.fetchall()}
        for table, name in standing.keys() - wanted.keys():
            cursor.execute(f"drop trigger {name} on {table}")
            cursor.execute(f"drop function {name}()")
        for place, one in sorted(wanted.items()):
            if standing.get(place) != one.body:
                for statement in one.statements:
                    cursor.execute(statement)


def watches() -> list[Watch]:
    """The triggers that the declarations ask for, those of one table and deed in one."""
    found: dict[tuple[str, str], list[str]] = {}
    for table, deed, body in _bodies():
        found.setdefault((table, deed), []).append(body)
    return [Watch(table, deed, "\n      ".join(dict.fromkeys(bodies))) for (table, deed), bodies in found.items()]


def _bodies() -> Iterator[tuple[str, str, str]]:
    for kind, sources in registry.findables().items():
        number = kind_number(kind)
        for table, column, read in (one for source in sources for one in source.tables):
            new, old = (", ".join(f"{row}.{name}" for name in (column, *read)) for row in "no")
            yield table, "insert", _ALL.format(kind=number, column=column, rows="new_rows")
            yield table, "update", _CHANGED.format(kind=number, column=column, new=new, old=old)
            gone = (
                _GONE.format(kind=number)
                if column == "id"
                else _ALL.format(kind=number, column=column, rows="old_rows")
            )
            yield table, "delete", gone
