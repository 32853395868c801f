"""Filling in own fields of records of any kind, one or thousands: read, checked, kept in typed columns, set-wise.

Called by the actions of the module whose records they are, in their transaction; they tell the history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model, QuerySet

from changlai.accounts.models import Member
from changlai.kernel import audit, db, files, turns
from changlai.records import values
from changlai.records.enums import FieldKind
from changlai.records.errors import BadValue, Missing, Taken
from changlai.records.holders import Holder
from changlai.records.models import Field, FieldOption, OwnValue
from changlai.records.queries import MASK, names_in, values_of_each
from changlai.records.values import NOTHING, Offered, Value

_LOCK = """
    select 1 from {table} where organisation_id = %s and id = any(%b::bigint[]) order by id for no key update"""
_TAKEN = """
    select x.f, x.k, v.record_id from unnest(%b::bigint[], %b::text[]) x(f, k)
    join {table} v on v.organisation_id = %b and v.field_id = x.f and v.key = x.k and v.is_unique"""
_CLEAR = """
    delete from {table} v using unnest(%b::bigint[], %b::bigint[]) x(r, f)
    where v.organisation_id = %b and v.record_id = x.r and v.field_id = x.f"""
WRITE = """
    insert into {table} (organisation_id, record_id, field_id, text, key, number, day, option_id, member_id, file_id,
      is_only, is_unique)
    select %b, r, f, t, k, n, d, o, m, i, y, u
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::bigint[], %b::date[], %b::bigint[],
      %b::bigint[], %b::bigint[], %b::boolean[], %b::boolean[]) x(r, f, t, k, n, d, o, m, i, y, u)"""

R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a record that is different now."""

    record_id: int
    field: Field
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Filling:
    """What became of it: what is different now, and which records were left as they were, with the reason."""

    changes: Sequence[Change]
    refused: Mapping[int, BadValue]

    @property
    def paths(self) -> dict[int, tuple[str, ...]]:
        """By record that is different now: its changed fields, by their paths in filters."""
        told: dict[int, list[str]] = {}
        for one in self.changes:
            told.setdefault(one.record_id, []).append(f"field-{one.field.pk}")
        return {record: tuple(paths) for record, paths in told.items()}

    @property
    def left_files(self) -> list[int]:
        """The stored files that no value names any more."""
        return [one.before.file_id for one in self.changes if one.before.file_id]

    def is_changed(self, record_id: int) -> bool:
        """Whether the one record that was filled in is different now. Raises why it was refused."""
        if record_id in self.refused:
            raise self.refused[record_id]
        return bool(self.changes)


class Reader:
    """Reads what was written into fields; knows what may be chosen. Two statements at most, whatever is read."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = {one.pk: one for one in fields}
        self._options: dict[int, dict[int, str]] = {}
        with_options = [one.pk for one in self.fields.values() if one.kind in values.WITH_OPTIONS]
        if with_options:
            rows = FieldOption.objects.filter(field__in=with_options, archived_at__isnull=True)
            for option in rows.order_by("position", "id"):
                self._options.setdefault(option.field_id, {})[option.pk] = option.name
        needs_members = any(one.kind == FieldKind.MEMBER for one in self.fields.values())
        people = Member.objects.filter(is_active=True).order_by("name", "id").values_list("id", "name")
        self._members: dict[int, str] = dict(people) if needs_members else {}

    def read(self, field: Field, raw: object, had: Value = NOTHING) -> Value:
        """The value; what a record ``had`` may stay although it is offered no more. Raises BadValue, Missing, or the
        Refusal of an uploaded file.
        """
        if isinstance(raw, File):
            told = getattr(raw, "content_type", "") or ""
            return Value(file_id=files.keep(raw, raw.name or "", declared_type=told).pk)
        own = self._options.get(field.pk, {})
        left = {one: "" for one in had.option_ids if one not in own}  # offered no more, kept by who has it
        gone = {had.member_id: ""} if had.member_id and had.member_id not in self._members else {}
        kept = [had.file_id] if had.file_id else []
        value = values.read(field, raw, Offered(own | left, self._members | gone if gone else self._members, kept))
        if field.is_required and value.is_empty:
            raise Missing(field.name)
        return value


def fill(
    *, holder: Holder, organisation_id: int, given: Mapping[int, Mapping[int, object]], fields: Iterable[Field]
) -> Filling:
    """Keep what was written into fields of records: record to field to what was typed. A fixed number of statements.

    ``fields`` are those one may fill in; anything of another, or of an archived one, is left out. A required field must
    not be left empty when it is given. A record of which anything is refused stays as it is.
    """
    wanted = {one.pk: one for one in fields if one.archived_at is None}
    given = {record: {f: raw for f, raw in told.items() if f in wanted} for record, told in given.items()}
    asked = {f for told in given.values() for f in told}
    if not asked:
        return Filling([], {})
    known = [one for one in wanted.values() if one.pk in asked]
    db.run(_LOCK.format(table=holder.table), (organisation_id, sorted(given)))
    reader, before = Reader(known), values_of_each(holder, list(given), known)
    after: dict[int, dict[int, Value]] = {}
    refused: dict[int, BadValue] = {}
    for record, told in given.items():
        had = before.get(record, {})
        try:
            after[record] = {f: reader.read(wanted[f], raw, had.get(f, NOTHING)) for f, raw in told.items()}
        except BadValue as refusal:
            refused[record] = refusal
    filling = keep(holder=holder, organisation_id=organisation_id, after=after, fields=wanted, before=before)
    return Filling(filling.changes, {**refused, **filling.refused})


def keep(
    *,
    holder: Holder,
    organisation_id: int,
    after: Mapping[int, Mapping[int, Value]],
    fields: Mapping[int, Field],
    before: Mapping[int, Mapping[int, Value]],
) -> Filling:
    """Write values that were read already: record to field to value. Refuses those that another record has and nobody
    else may have. ``before`` is what the records have now; of new ones nothing.
    """
    refused = _shared(holder, organisation_id, after, fields)
    changes = [
        Change(record, fields[f], before.get(record, {}).get(f, NOTHING), value)
        for record, told in after.items()
        if record not in refused
        for f, value in told.items()
        if before.get(record, {}).get(f, NOTHING) != value
    ]
    table = holder.values._meta.db_table
    cleared = [(one.record_id, one.field.pk) for one in changes if not one.before.is_empty]
    if cleared:
        db.run(_CLEAR.format(table=table), (*map(list, zip(*cleared, strict=True)), organisation_id))
    rows = [row for one in changes for row in _rows(one)]
    if rows:
        db.run(WRITE.format(table=table), (organisation_id, *map(list, zip(*rows, strict=True))))
    return Filling(changes, refused)


def lines(changes: Sequence[Change]) -> dict[int, list[dict[str, str]]]:
    """Changes in words, by record: field, before and after; of a masked field only that it was changed."""
    names = names_in([value for one in changes for value in (one.before, one.after)])

    def words(field: Field, value: Value) -> str:
        shown = values.shown(field, value, names)
        return MASK if field.is_masked and shown else shown

    told: dict[int, list[dict[str, str]]] = {}
    for one in changes:
        line = {"field": one.field.name, "before": words(one.field, one.before), "after": words(one.field, one.after)}
        told.setdefault(one.record_id, []).append(line)
    return told


def write_down_fields(action: str, filling: Filling, rows: QuerySet[R], *, by: Member) -> None:
    """Tell the audit log which fields of ``rows`` are different, under the name of a single record, of many how many.
    No values: they may be somebody's own.
    """
    changed = {one.record_id for one in filling.changes}
    if changed:
        told: dict[str, object] = {"fields": sorted({one.field.name for one in filling.changes})}
        told |= {rows.model._meta.app_label: len(changed)} if len(changed) > 1 else {}
        obj = rows.get(pk=changed.pop()) if len(changed) == 1 else None
        audit.record(action, actor=by, obj=obj, changes=told)


@transaction.atomic
def unmask(*, value: OwnValue, by: Member) -> None:
    """A member looks at a masked value; who looked and when is written down."""
    audit.record("records.unmasked", actor=by, obj=value.record, changes={"field": value.field.name})


def _shared(
    holder: Holder, organisation_id: int, after: Mapping[int, Mapping[int, Value]], fields: Mapping[int, Field]
) -> dict[int, BadValue]:
    wanted = [
        (f, value.key, record)
        for record, told in after.items()
        for f, value in told.items()
        if fields[f].is_unique and value.key
    ]
    return {record: Taken(fields[f].name) for f, record in taken_by_others(holder, organisation_id, wanted)}


def taken_by_others(
    holder: Holder, organisation_id: int, wanted: Sequence[tuple[int, str, int]]
) -> list[tuple[int, int]]:
    """Of (field, key, record) of unique fields those whose key is another record's, or another's further up: (field,
    record). Nobody else can take one of the others before the transaction ends.
    """
    if not wanted:
        return []
    pairs = sorted({(f, key) for f, key, _ in wanted})
    columns = [f for f, _ in pairs], [key for _, key in pairs]
    # Who writes the same unique value at the same moment waits, and is then told kindly instead of by the constraint.
    turns.take("records.unique", [f"{f}:{key}" for f, key in pairs])
    sql = _TAKEN.format(table=holder.values._meta.db_table)
    holding = {(f, key): record for f, key, record in db.rows(sql, (*columns, organisation_id))}
    return [(f, record) for f, key, record in wanted if holding.setdefault((f, key), record) != record]


def _rows(change: Change) -> list[tuple[Any, ...]]:
    """record, field, text, key, number, day, option, member, file, is_only, is_unique"""
    field, value = change.field, change.after
    head = change.record_id, field.pk
    if value.option_ids:
        is_only = field.kind == FieldKind.CHOICE
        return [(*head, "", "", None, None, one, None, None, is_only, False) for one in value.option_ids]
    if value.is_empty:
        return []
    kept = (value.text, value.key, value.number, value.day, None, value.member_id, value.file_id)
    return [(*head, *kept, True, field.is_unique and bool(value.key))]
