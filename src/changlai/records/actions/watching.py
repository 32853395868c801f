"""The database's own watch over what records are found by: whatever writes a table, the records it is about are marked.

Triggers made from ``Findable.tables``: what is written anew or goes is seen by the statement, what changes by the row
and only where something that is read does. A statement that changes nothing of it, as each message does with the moment
of its customer's last interaction, would else keep two copies of every row to compare them. The owner makes them after
migrating; what stands already is not touched.
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
# Whoever made very many records in this transaction says so, and what hangs on them marks them no second time.
_UNLESS = "if current_setting('app.marked', true) = 'on' then return null; end if;"
_ALL = """insert into records_dirty (organisation_id, kind, record_id)
        select distinct organisation_id, {kind}, {column} from {rows} where {column} is not null;"""
_CHANGED = """if ({new}) is distinct from ({old}) then
        insert into records_dirty (organisation_id, kind, record_id)
        select new.organisation_id, {kind}, new.{column} where new.{column} is not null
        union select old.organisation_id, {kind}, old.{column} where old.{column} is not null;
      end if;"""
# At once, and once more afterwards: who has just read it may write it down yet.
_GONE = """delete from records_text t using old_rows o
        where t.organisation_id = o.organisation_id and t.kind = {kind} and t.record_id = o.id;
      insert into records_dirty (organisation_id, kind, record_id) select organisation_id, {kind}, id from old_rows;"""


@dataclass(frozen=True, slots=True)
class Watch:
    """One trigger: on which table and deed, the body of its function, and the columns whose change it looks at."""

    table: str
    deed: str
    body: str
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"records_sees_{self.deed}_{self.table}"[:63]

    @property
    def statements(self) -> tuple[str, ...]:
        return (
            _FUNCTION.format(name=self.name, body=self.body),
            f"revoke all on function {self.name}() from public",
            f"alter function {self.name}() owner to changlai_gate",
            f"create or replace trigger {self.name} after {self._moment} execute function {self.name}()",
            f"alter table {self.table} enable always trigger {self.name}",  # see kernel/sql/vouched.sql
            f"comment on trigger {self.name} on {self.table} is '{self.body.replace(chr(39), chr(39) * 2)}'",
        )

    @property
    def _moment(self) -> str:
        if self.deed == "update":
            new, old = (", ".join(f"{row}.{name}" for name in self.columns) for row in ("new", "old"))
            changed = f"({new}) is distinct from ({old})"
            return f"update of {', '.join(self.columns)} on {self.table} for each row when ({changed})"
        seen = {"insert": "new table as new_rows", "delete": "old table as old_rows"}[self.deed]
        return f"{self.deed} on {self.table} referencing {seen} for each statement"


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
    bodies: dict[tuple[str, str], list[str]] = {}
    columns: dict[tuple[str, str], set[str]] = {}
    for table, deed, body, read in _bodies():
        bodies.setdefault((table, deed), [_UNLESS] if deed == "insert" else []).append(body)
        columns.setdefault((table, deed), set()).update(read)
    return [
        Watch(*place, "\n      ".join(dict.fromkeys(found)), tuple(sorted(columns[place])))
        for place, found in bodies.items()
    ]


def _bodies() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for kind, sources in registry.findables().items():
        number = kind_number(kind)
        for table, column, read in (one for source in sources for one in source.tables):
            looked = (column, *read)
            new, old = (", ".join(f"{row}.{name}" for name in looked) for row in ("new", "old"))
            yield table, "insert", _ALL.format(kind=number, column=column, rows="new_rows"), ()
            yield table, "update", _CHANGED.format(kind=number, column=column, new=new, old=old), looked
            gone = (
                _GONE.format(kind=number)
                if column == "id"
                else _ALL.format(kind=number, column=column, rows="old_rows")
            )
            yield table, "delete", gone, ()
