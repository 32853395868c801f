"""The database's own watch over what records are found by: whatever writes a table, the records it is about are marked.

Triggers made from ``Findable.tables``: what is written anew or goes is seen by the statement, what changes by the row
and only where something that is read does. A statement that changes nothing of it, as each message does with the moment
of its customer's last interaction, would else keep two copies of every row to compare them. The owner makes them after
migrating; what stands already is not touched.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
_BOTH = """insert into records_dirty (organisation_id, kind, record_id)
        select new.organisation_id, {kind}, new.{column} where new.{column} is not null
        union select old.organisation_id, {kind}, old.{column} where old.{column} is not null;"""
_WHERE_CHANGED = """if {changed} then
        {body}
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
            f"comment on trigger {self.name} on {self.table} is '{self.told.replace(chr(39), chr(39) * 2)}'",
        )

    @property
    def told(self) -> str:
        """All of it, by which one that stands is known to be the same."""
        return f"{self._moment}\n{self.body}"

    @property
    def _moment(self) -> str:
        if self.deed == "update":
            columns = ", ".join(self.columns)
            return f"update of {columns} on {self.table} for each row when ({_changed(self.columns)})"
        seen = {"insert": "new table as new_rows", "delete": "old table as old_rows"}[self.deed]
        return f"{self.deed} on {self.table} referencing {seen} for each statement"


def watch() -> None:
    """Make the triggers that are declared and remove those that are not any more, in one transaction."""
    wanted = {(one.table, one.name): one for one in watches()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing = {(table, name): told for table, name, told in cursor.fetchall()}
        for table, name in standing.keys() - wanted.keys():
            cursor.execute(f"drop trigger {name} on {table}")
            cursor.execute(f"drop function {name}()")
        for place, one in sorted(wanted.items()):
            if standing.get(place) != one.told:
                for statement in one.statements:
                    cursor.execute(statement)


def watches() -> list[Watch]:
    """The triggers that the declarations ask for, those of one table and deed in one."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for table, deed, body, looked in _bodies():
        found.setdefault((table, deed), {}).setdefault(body, set()).update(looked)
    return [_together(table, deed, bodies) for (table, deed), bodies in found.items()]


def _together(table: str, deed: str, bodies: Mapping[str, Collection[str]]) -> Watch:
    """What is done, and which columns each looks at. The trigger asks whether one of them changed; where there are
    several to be told, each of them asks for its own.
    """
    told = list(bodies)
    if deed == "update" and len(bodies) > 1:
        told = [_WHERE_CHANGED.format(changed=_changed(sorted(own)), body=body) for body, own in bodies.items()]
    if deed == "insert":
        told.insert(0, _UNLESS)
    return Watch(table, deed, "\n      ".join(told), tuple(sorted({one for own in bodies.values() for one in own})))


def _changed(columns: Sequence[str]) -> str:
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("new", "old"))
    return f"({new}) is distinct from ({old})"


def _bodies() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Table, deed, what is done then, and at a change the columns it looks at."""
    for kind, sources in registry.findables().items():
        number = kind_number(kind)
        for table, column, read in (one for source in sources for one in source.tables):
            yield table, "insert", _ALL.format(kind=number, column=column, rows="new_rows"), ()
            yield table, "update", _BOTH.format(kind=number, column=column), (column, *read)
            gone = (
                _GONE.format(kind=number)
                if column == "id"
                else _ALL.format(kind=number, column=column, rows="old_rows")
            )
            yield table, "delete", gone, ()
