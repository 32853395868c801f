"""Questions about an organisation's own fields and what records have in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.kernel import db, shapes
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import organisation_id
from changlai.records import values
from changlai.records.enums import FieldKind
from changlai.records.holders import Holder, holder_of
from changlai.records.models import Field, FieldOption, OwnValue, Section
from changlai.records.values import Names, Value

MASK = "****"
COUNTED = 10_000  # values of a field are counted up to here
# Each kind is found by the partial index of its column: there is none for all values of a field.
_COLUMNS = {
    FieldKind.MONEY: "number is not null",
    FieldKind.YES_NO: "number is not null",
    FieldKind.PLACE: "number is not null",
    FieldKind.DATE: "day is not null",
    FieldKind.CHOICE: "option_id is not null",
    FieldKind.CHOICES: "option_id is not null",
    FieldKind.MEMBER: "member_id is not null",
    FieldKind.FILE: "file_id is not null",
}
_ACTIVE = """
    from records_field f join records_section s on s.organisation_id = f.organisation_id and s.id = f.section_id
    where f.organisation_id = %(organisation)s and f.of = %(of)s and f.archived_at is null
    order by s.position, s.id, f.position, f.id"""
_COUNT = """select count(*) from (
    select from {table} where organisation_id = %s and field_id = %s and {column} limit {limit}) x"""


def sections(of: str, *, archived: bool = False) -> list[Section]:
    """Every section of a kind of record with its fields and their choices, in their order; three statements."""
    fields = Field.objects.order_by("position", "id")
    fields = fields if archived else fields.filter(archived_at__isnull=True)
    options = Prefetch("options", FieldOption.objects.order_by("position", "id"))
    inside = Prefetch("fields", fields.prefetch_related(options))
    return list(Section.objects.filter(of=of).prefetch_related(inside).order_by("position", "id"))


def section_of(section_id: int, of: str = "") -> Section:
    """One section, of this kind of record when one is named; 404 when there is none."""
    found = Section.objects.filter(id=section_id).first()
    if found is None or (of and found.of != of):
        raise Http404
    return found


def field_of(field_id: int, of: str = "") -> Field:
    """One field, archived or not, of this kind of record when one is named; 404 when there is none."""
    found = Field.objects.select_related("section").filter(id=field_id).first()
    if found is None or (of and found.of != of):
        raise Http404
    return found


def active_fields(of: str) -> list[Field]:
    """The fields one fills in, in their order; one statement."""
    known = {"organisation": organisation_id(), "of": of}
    found: list[Field] = []
    for field, section in shapes.ask([("f", Field), ("s", Section)], _ACTIVE, known):
        field.section = section
        found.append(field)
    return found


def options_of(field: Field) -> list[FieldOption]:
    """A field's choices, archived ones too."""
    return list(FieldOption.objects.filter(field=field).order_by("position", "id"))


def column_of(kind: FieldKind) -> str:
    """The condition of the partial index by which values of a field of this kind are found."""
    return _COLUMNS.get(kind, "key <> ''")


def count_values(field: Field) -> int:
    """How many records have a value in a field, up to one more than COUNTED."""
    column = column_of(FieldKind(field.kind))
    table = holder_of(field.of).values._meta.db_table
    sql = _COUNT.format(table=table, column=column, limit=COUNTED + 1)
    return int(db.value(sql, (field.organisation_id, field.pk)))


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with a record's value: in words, masked where it must be, and as it is kept."""

    field: Field
    value: Value
    shown: str
    is_masked: bool


def filled(record_id: int, member: Member, fields: Iterable[Field], of: str) -> list[Filled]:
    """What a record has in these fields, as the member may see it; four statements at most."""
    holder, wanted = holder_of(of), list(fields)
    held = values_of(holder, record_id, wanted)
    names = names_in(held.values())
    may_see = accounts.may_see_field(member, holder.masked)
    made = []
    for field in wanted:
        value = held.get(field.pk, values.NOTHING)
        words = values.shown(field, value, names)
        is_masked = bool(field.is_masked and words and not may_see)
        made.append(Filled(field, value, MASK if is_masked else words, is_masked))
    return made


def fillable(
    of: str, member: Member, given: Mapping[int, Mapping[int, object]], fields: Iterable[Field]
) -> dict[int, dict[int, object]]:
    """Of what is told of many records, by their ids and those of the fields, what the member may fill in: a field that
    is masked for them only where it is empty. One statement at most.
    """
    holder, masked = holder_of(of), [one for one in fields if one.is_masked]
    is_open = not masked or accounts.may_see_field(member, holder.masked)
    held = {} if is_open else values_of_each(holder, list(given), masked)
    return {
        record: {field: raw for field, raw in told.items() if field not in held.get(record, {})}
        for record, told in given.items()
    }


def values_of(holder: Holder, record_id: int, fields: Iterable[Field]) -> dict[int, Value]:
    """What a record has in these fields, as it is kept; one statement."""
    return values_of_each(holder, [record_id], fields).get(record_id, {})


def values_of_each(holder: Holder, ids: Sequence[int], fields: Iterable[Field]) -> dict[int, dict[int, Value]]:
    """What records have in these fields: record to field to value; one statement."""
    rows = _values(holder).filter(record__in=list(ids), field__in=[one.pk for one in fields])
    ordered = rows.order_by("record_id", "field_id", "option__position", "id")
    return {record: gathered(own) for record, own in groupby(ordered, key=lambda row: row.record_id)}


def gathered(rows: Iterable[OwnValue]) -> dict[int, Value]:
    """The rows of one record as values, by field; several choices in the order of their rows."""
    held: dict[int, Value] = {}
    for row in rows:
        if row.option_id:
            earlier = held.get(row.field_id, values.NOTHING).option_ids
            held[row.field_id] = Value(option_ids=(*earlier, row.option_id))
        else:
            held[row.field_id] = Value(row.text, row.key, row.number, row.day, (), row.member_id, row.file_id)
    return held


def value_of(holder: Holder, record_id: int, field: Field) -> OwnValue:
    """A record's value of one field; 404 when there is none."""
    found = _values(holder).select_related("field").filter(record=record_id, field=field).first()
    if found is None:
        raise Http404
    value: OwnValue = found
    return value


def file_of(holder: Holder, record_id: int, field: Field) -> StoredFile:
    """The file a record has in a field; 404 when there is none."""
    found = _values(holder).select_related("file").filter(record=record_id, field=field).first()
    if found is None or found.file is None:
        raise Http404
    file: StoredFile = found.file
    return file


def _values(holder: Holder) -> "QuerySet[Any]":
    """The rows of the concrete table, which has a ``record`` where the common one has none."""
    return holder.values.objects.all()


def names_in(held: Iterable[Value]) -> Names:
    """The names of the choices, members and files in these values; three statements at most."""
    found = list(held)
    return Names(
        options=_names(FieldOption, {one for value in found for one in value.option_ids}),
        members=_names(Member, {value.member_id for value in found if value.member_id}),
        files=_names(StoredFile, {value.file_id for value in found if value.file_id}),
    )


def _names(model: type[FieldOption] | type[Member] | type[StoredFile], ids: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
