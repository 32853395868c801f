"""Own fields as attributes of their kind of record: filtered, sorted out, shown, written by every list at once.

``field-12`` is the path of a field for good, whatever it is called. Each comparison is one by the index of the value's
column (docs/adr/0017-own-fields.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.records import actions, divisions, queries, registry, values
from changlai.records.columns import Links
from changlai.records.comparing import Operand, linked
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import FieldKind
from changlai.records.enums import Operator as Op
from changlai.records.holders import Holder, holder_of, holders
from changlai.records.members import members
from changlai.records.models import Field, FieldOption

_EXACT = (Op.IS, Op.ANY_OF, Op.IS_NOT, Op.NONE_OF)
_KINDS: Mapping[str, Kind] = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.LONG_TEXT: Kind.TEXT,
    FieldKind.URL: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DATE: Kind.DATE,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.CHOICES: Kind.CHOICES,
    FieldKind.YES_NO: Kind.YES_NO,
    FieldKind.MEMBER: Kind.MEMBER,
    FieldKind.PHONE: Kind.PHONE,
    FieldKind.EMAIL: Kind.EMAIL,
    FieldKind.PLACE: Kind.PLACE,
    FieldKind.FILE: Kind.FILE,
}
_COLUMNS: Mapping[Kind, str] = {
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.DATE: "day",
    Kind.CHOICE: "option_id",
    Kind.CHOICES: "option_id",
    Kind.MEMBER: "member_id",
    Kind.FILE: "file_id",
}


def own(kind: str) -> Sequence[Attribute]:
    """The attributes of an organisation's own fields of a kind of record; two statements."""
    fields = queries.active_fields(kind)
    with_options = [one.pk for one in fields if one.kind in values.WITH_OPTIONS]
    options: dict[int, list[Option]] = {}
    rows = FieldOption.objects.filter(field__in=with_options).order_by("position", "id") if with_options else ()
    for row in rows:
        options.setdefault(row.field_id, []).append(Option(str(row.pk), row.name))
    return [_attribute(holder_of(kind), one, options.get(one.pk, [])) for one in fields]


def _attribute(holder: Holder, field: Field, options: Sequence[Option]) -> Attribute:
    kind = _KINDS[field.kind]
    rows = Links(holder.values._meta.db_table, "record_id", field.section.name, where=f"k.field_id = {int(field.pk)}")
    column = _COLUMNS.get(kind, "text")
    made = partial(rows.many if kind == Kind.CHOICES else rows.one, f"field-{field.pk}", field.name, kind=kind)
    attribute: Attribute = made(column, has_ids=kind in {Kind.CHOICE, Kind.CHOICES, Kind.MEMBER, Kind.FILE})
    return replace(
        attribute,
        test=_TESTS[kind](holder, field) if kind in _TESTS else attribute.test,
        values=_VALUES[kind](holder, field) if kind in _VALUES else attribute.values,
        options=(lambda: options) if options else (members if kind == Kind.MEMBER else None),
        masked=holder.masked if field.is_masked else "",
        write=None if kind == Kind.FILE else partial(_write, holder, field),
        is_own=True,
    )


def _write(holder: Holder, field: Field, member: Member, ids: Sequence[int], raw: Any, now: datetime) -> dict[int, str]:  # noqa: ANN401 - the port's
    """Set a field on many records; what cannot be read raises before anything is written."""

    actions.Reader([field]).read(field, raw)
    refused = holder.fill(member, ids, {field.pk: raw}, [field], now)
    return {one: refusal.plain for one, refusal in refused.items()}


# --- comparisons of their own -------------------------------------------------------------------------------------


def _linked(holder: Holder, field: Field, operand: Operand, asked: Asked) -> Sql:
    table = holder.values._meta.db_table
    return linked(table, "record_id", operand, asked, where=f"k.field_id = {int(field.pk)}")


def _text(holder: Holder, field: Field) -> Callable[[Asked], Sql]:
    """Whole texts are compared by their key, which has an index; parts of them by what was typed."""

    def test(asked: Asked) -> Sql:
        if asked.operator in _EXACT:
            keys = [str(value).lower()[: values.KEY_LENGTH] for value in asked.values]
            return _linked(holder, field, Operand("k.key", "text"), replace(asked, values=keys))
        return _linked(holder, field, Operand("k.text", "text"), asked)

    return test


def _yes_no(holder: Holder, field: Field) -> Callable[[Asked], Sql]:
    """No is what was answered with no; who was never asked is neither."""

    def test(asked: Asked) -> Sql:
        wanted = bool(asked.values[0]) == (asked.operator == Op.IS)
        return _linked(
            holder, field, Operand("k.number", "bigint"), replace(asked, operator=Op.IS, values=[int(wanted)])
        )

    return test


def _place(holder: Holder, field: Field) -> Callable[[Asked], Sql]:
    """A province means everything in it: its codes are a range."""

    def test(asked: Asked) -> Sql:
        if asked.operator not in _EXACT:
            return _linked(holder, field, Operand("k.text", "text"), asked)
        spans = [divisions.span(code) for value in asked.values if (code := divisions.read(str(value))[0])]
        names = [(f"{asked.name}_{place}_a", f"{asked.name}_{place}_b") for place in range(len(spans))]
        within = " or ".join(f"k.number between %({a})s::bigint and %({b})s::bigint" for a, b in names) or "false"
        table = holder.values._meta.db_table
        text = (
            f"exists (select from {table} k where k.organisation_id = r.organisation_id and k.record_id = r.id"
            f" and k.field_id = {int(field.pk)} and ({within}))"
        )
        found = {
            name: code for pair, span in zip(names, spans, strict=True) for name, code in zip(pair, span, strict=True)
        }
        return Sql(text if asked.operator in {Op.IS, Op.ANY_OF} else f"not {text}", found)

    return test


_TESTS: Mapping[Kind, Callable[[Holder, Field], Callable[[Asked], Sql]]] = {
    Kind.TEXT: _text,
    Kind.PHONE: _text,
    Kind.EMAIL: _text,
    Kind.YES_NO: _yes_no,
    Kind.PLACE: _place,
}


def found_by(kind: str) -> Sequence[Attribute]:
    """The search as a condition: the words of every field that records are found by."""
    test = partial(queries.found_by, kind)
    return [Attribute("words", _("Any word"), Kind.TEXT, _("Search"), test=test, operators=(Op.CONTAINS,))]


# --- what is shown ------------------------------------------------------------------------------------------------


def _words(holder: Holder, field: Field) -> Callable[[Sequence[int]], Mapping[int, Any]]:
    """Values in words: of places and files."""

    def read(ids: Sequence[int]) -> Mapping[int, Any]:
        held = queries.values_of_each(holder, ids, [field])
        names = queries.names_in(value for own in held.values() for value in own.values())
        return {one: values.shown(field, own[field.pk], names) for one, own in held.items()}

    return read


def _answers(holder: Holder, field: Field) -> Callable[[Sequence[int]], Mapping[int, Any]]:
    def read(ids: Sequence[int]) -> Mapping[int, Any]:
        held = queries.values_of_each(holder, ids, [field])
        return {one: bool(own[field.pk].number) for one, own in held.items()}

    return read


_VALUES: Mapping[Kind, Callable[[Holder, Field], Callable[[Sequence[int]], Mapping[int, Any]]]] = {
    Kind.PLACE: _words,
    Kind.FILE: _words,
    Kind.YES_NO: _answers,
}

ATTRIBUTES = (
    *(AttributeSource(kind, partial(own, kind)) for kind in holders()),
    *(AttributeSource(kind, partial(found_by, kind)) for kind in registry.findables()),
)
