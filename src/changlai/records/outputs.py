"""How values of own fields look to programs, whatever the record."""

from typing import Any

from ninja import Schema

from changlai.accounts.models import Member
from changlai.records import queries, values
from changlai.records.enums import FieldKind
from changlai.records.queries import Filled


class ValueOut(Schema):
    """A record's value of a field: ``text`` in words, masked where the role says so; ``value`` as it is written (a
    number, cents are not: 118.50, a day as 2026-01-31, a place as its code and the rest); ids for choices, members
    and files.
    """

    field_id: int
    name: str
    kind: FieldKind
    text: str
    value: str
    is_masked: bool
    option_ids: list[int]
    member_id: int | None
    file_id: int | None


class ValuesIn(Schema):
    """Values by the id of the field: a text, a number, a date as 2026-01-31, yes or no, a place in words or by its
    code; ids or names of choices and members. Empty takes a value away. A file is sent by itself.
    """

    values: dict[int, Any]


class DisclosedOut(Schema):
    """The full value of a masked field."""

    value: str


def values_out(of: str, record_id: int, member: Member) -> list[dict[str, Any]]:
    """Every field of a record as ValueOut, with or without a value."""
    return [_value_out(one) for one in queries.filled(record_id, member, queries.active_fields(of), of)]


def _value_out(one: Filled) -> dict[str, Any]:
    """A value as ValueOut; nothing of what is masked."""
    value = values.NOTHING if one.is_masked else one.value
    return {
        "field_id": one.field.pk,
        "name": one.field.name,
        "kind": one.field.kind,
        "text": one.shown,
        "value": values.written(one.field, value),
        "is_masked": one.is_masked,
        "option_ids": list(value.option_ids),
        "member_id": value.member_id,
        "file_id": value.file_id,
    }
