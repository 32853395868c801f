"""Own fields of orders in imported tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy

from changlai.accounts.models import Member
from changlai.orders import actions
from changlai.orders.contracts import REFUSED, UNCHANGED, UPDATED, Landed
from changlai.orders.enums import KIND
from changlai.records import actions as records
from changlai.records import contracts as ports
from changlai.records import queries
from changlai.records.contracts import Checked, Column
from changlai.records.enums import AttributeKind, FieldKind
from changlai.records.errors import BadValue
from changlai.records.models import Field

PREFIX, OWN = "order.field-", "own"
_GROUP = gettext_lazy("Own fields of the order")
_KINDS = {
    FieldKind.NUMBER: AttributeKind.NUMBER,
    FieldKind.MONEY: AttributeKind.MONEY,
    FieldKind.DATE: AttributeKind.DATE,
}


def own_fields() -> list[Field]:
    """Those a cell can hold; one statement."""
    return [one for one in queries.active_fields(KIND) if one.kind != FieldKind.FILE]


def own_column(field: Field) -> Column:
    """What a column of an own field is."""
    kind = _KINDS.get(FieldKind(field.kind), AttributeKind.TEXT)
    return Column(f"{PREFIX}{field.pk}", field.name, kind, _GROUP, (f"order {field.name}".lower(),))


class OwnReader:
    """Reads the cells of own fields by the rules by which they are written; three statements, whatever the rows."""

    def __init__(self, paths: Collection[str]) -> None:
        is_asked = any(path.startswith(PREFIX) for path in paths)
        self.fields = {f"{PREFIX}{one.pk}": one for one in own_fields()} if is_asked else {}
        self.reader = records.Reader(self.fields.values())

    def read(self, row: Mapping[str, str], checked: Checked) -> Checked:
        """With what the row says in own fields, as it was typed."""
        told: dict[str, str] = {}
        errors = dict(checked.errors)
        for path, field in self.fields.items():
            if text := row.get(path, "").strip():
                try:
                    self.reader.read(field, text)
                except BadValue as refusal:
                    errors[path] = refusal.plain
                else:
                    told[str(field.pk)] = text
        return Checked({**checked.values, OWN: told} if told else checked.values, errors)


def filled(
    groups: Sequence[Sequence[ports.Order]], landed: Sequence[Landed], *, by: Member, now: datetime
) -> list[Landed]:
    """Fill own fields of the orders that were kept; of one of which a value is refused the row says so."""
    given: dict[int, dict[int, object]] = {}
    for rows, one in zip(groups, landed, strict=True):
        told = {int(pk): text for row in reversed(rows) for pk, text in row.values.get(OWN, {}).items()}
        if told and one.order_id:
            given[one.order_id] = told
    if not given:
        return list(landed)
    filling = actions.fill_many(given=given, by=by, now=now, fields=own_fields())
    changed = {one.record_id for one in filling.changes}
    return [_said(one, filling.refused.get(one.order_id or 0), is_changed=one.order_id in changed) for one in landed]


def _said(one: Landed, refusal: BadValue | None, *, is_changed: bool) -> Landed:
    if refusal is not None:
        return Landed(REFUSED, one.order_id, refusal)
    return replace(one, result=UPDATED) if is_changed and one.result == UNCHANGED else one
