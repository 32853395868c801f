"""What attributes hold, read of many records: what is an expression over their rows in one statement for all of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.contracts import Attribute

_READ = "select r.id, {expressions} from {rows} where {which}"
_OWN = "{table} r", "r.organisation_id = %(organisation)s and r.id = any(%(ids)b::bigint[])"
_BARE = "unnest(%(ids)b::bigint[]) r(id)", "true"


@dataclass(frozen=True, slots=True)
class Expression:
    """The ``values`` of an attribute that are an SQL expression over ``r``; ``told`` makes of one what is shown.

    ``table`` is the records' own; without one the expression asks for nothing of ``r`` but its id.
    """

    text: str
    table: str = ""
    told: Callable[[Any], Any] | None = None

    def __call__(self, ids: Sequence[int]) -> Mapping[int, Any]:
        """What records have, by id; what is NULL is left out."""
        return _together([self], self.table, ids)[0]


def read(attributes: Sequence[Attribute], ids: Sequence[int], member: Member) -> dict[str, Mapping[int, Any]]:
    """What these records have of each attribute, by its path, as far as a member may be told: one statement for all
    that are expressions, and what the others take. Attributes that are not read are left out.
    """
    found = _read(attributes, ids)
    for told in {one.told for one in attributes if one.told and found.get(one.path)}:
        seen = set(told(member, ids))
        for one in attributes:
            if one.told == told and one.path in found:
                found[one.path] = {record: value for record, value in found[one.path].items() if record in seen}
    return found


def _read(attributes: Sequence[Attribute], ids: Sequence[int]) -> dict[str, Mapping[int, Any]]:
    if not ids:
        return {one.path: {} for one in attributes if one.values is not None}
    found: dict[str, Mapping[int, Any]] = {}
    together: dict[str, Expression] = {}
    table = ""
    for one in attributes:
        if isinstance(one.values, Expression) and one.values.table in {"", table or one.values.table}:
            together[one.path], table = one.values, table or one.values.table
        elif one.values is not None:
            found[one.path] = one.values(ids)
    if together:
        found |= zip(together, _together(list(together.values()), table, ids), strict=True)
    return found


def _together(expressions: Sequence[Expression], table: str, ids: Sequence[int]) -> list[dict[int, Any]]:
    rows, which = _OWN if table else _BARE
    listed = ", ".join(one.text for one in expressions)
    sql = _READ.format(expressions=listed, rows=rows.format(table=table), which=which)
    found: list[dict[int, Any]] = [{} for _one in expressions]
    for record_id, *values in db.rows(sql, {"organisation": organisation_id(), "ids": list(ids)}):
        for place, value in enumerate(values):
            if value is not None:
                told = expressions[place].told
                found[place][record_id] = told(value) if told else value
    return found
