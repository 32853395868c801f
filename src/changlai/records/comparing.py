"""Comparisons in SQL: of a column of the record, and of rows that hang on it.

A comparison is true or not for every record, never NULL in effect: the opposite of a test says ``is not true``. Only
``= < >`` on integers, text, dates and moments use an index behind row-level security; ``ilike`` does not and is looked
at row by row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from changlai.records.contracts import Asked, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator as Op

_CASTS: Mapping[Kind, str] = {
    Kind.NUMBER: "bigint",
    Kind.MONEY: "bigint",
    Kind.MEMBER: "bigint",
    Kind.DATE: "date",
    Kind.MOMENT: "timestamptz",
    Kind.YES_NO: "boolean",
}
_POSITIVE: Mapping[Op, Op] = {Op.IS_NOT: Op.IS, Op.NONE_OF: Op.ANY_OF}
_ROWS = "select k.{key} as id from {table} k where k.organisation_id = %(organisation)s and {where} and {test}"


@dataclass(frozen=True, slots=True)
class Operand:
    """An SQL expression and what it holds. ``cast`` is the type its values are sent as; ``is_text``: empty is ''."""

    expression: str
    cast: str

    @classmethod
    def of(cls, expression: str, kind: Kind, *, has_ids: bool = False) -> "Operand":
        """``has_ids``: a choice is the id of a row, not a word."""
        return cls(expression, "bigint" if has_ids else _CASTS.get(kind, "text"))

    @property
    def is_empty(self) -> str:
        """True where there is nothing."""
        if self.cast == "text":
            return f"({self.expression} = '' or {self.expression} is null)"
        return f"{self.expression} is null"

    @property
    def is_filled(self) -> str:
        return f"{self.expression} <> ''" if self.cast == "text" else f"{self.expression} is not null"


def compare(operand: Operand, asked: Asked) -> Sql:
    """One value of the record against what was asked."""
    match asked.operator:
        case Op.IS_EMPTY:
            return Sql(operand.is_empty)
        case Op.IS_FILLED:
            return Sql(operand.is_filled)
        case Op.IS_NOT | Op.NONE_OF:
            made = compare(operand, replace(asked, operator=_POSITIVE[asked.operator]))
            return Sql(f"(({made.text}) is not true)", made.values)
        case Op.CONTAINS | Op.STARTS_WITH:
            start = "%" if asked.operator == Op.CONTAINS else ""
            pattern = f"{start}{_escaped(str(asked.values[0]))}%"
            return Sql(f"{operand.expression} ilike %({asked.name})s", {asked.name: pattern})
        case Op.IS | Op.ANY_OF if operand.cast not in {"date", "timestamptz"}:
            return _one_of(operand, asked)
        case _:
            return _range(operand, asked)


def linked(table: str, key: str, operand: Operand, asked: Asked, *, where: str = "") -> Sql:
    """Whether a record has a row ``k`` of ``table`` that compares so; ``key`` names the record in it.

    ``operand`` and ``where`` are over ``k``. Negative operators ask that there is none; ALL_OF for one of each.
    """
    rows = f"select from {table} k where k.organisation_id = r.organisation_id and k.{key} = r.id"
    rows += f" and {where}" if where else ""
    match asked.operator:
        case Op.IS_EMPTY:
            return Sql(f"not exists ({rows} and {operand.is_filled})")
        case Op.IS_FILLED:
            return Sql(f"exists ({rows} and {operand.is_filled})", {}, _alone(table, key, where, operand.is_filled))
        case Op.IS_NOT | Op.NONE_OF:
            made = compare(operand, replace(asked, operator=_POSITIVE[asked.operator]))
            return Sql(f"not exists ({rows} and {made.text})", made.values)
        case Op.ALL_OF:
            names = {f"{asked.name}_{place}": value for place, value in enumerate(asked.values)}
            casts = {name: _value(operand, value) for name, value in names.items()}
            each = [f"exists ({rows} and {operand.expression} = %({name})s::{operand.cast})" for name in casts]
            return Sql(" and ".join(each), casts)
        case _:
            made = compare(operand, asked)
            return Sql(f"exists ({rows} and {made.text})", made.values, _alone(table, key, where, made.text))


def _alone(table: str, key: str, where: str, test: str) -> str:
    return _ROWS.format(table=table, key=key, where=where or "true", test=test)


def _one_of(operand: Operand, asked: Asked) -> Sql:
    values = [_value(operand, value) for value in asked.values]
    if len(values) == 1:
        return Sql(f"{operand.expression} = %({asked.name})s::{operand.cast}", {asked.name: values[0]})
    return Sql(f"{operand.expression} = any(%({asked.name})b::{operand.cast}[])", {asked.name: values})


def _range(operand: Operand, asked: Asked) -> Sql:
    """From the first to the last, both included; a last moment is the first one that is outside."""
    first, last = f"{asked.name}_0", f"{asked.name}_1"
    values = {f"{asked.name}_{place}": value for place, value in enumerate(asked.values)}
    is_moment = operand.cast == "timestamptz"
    e, c = operand.expression, operand.cast
    known, none = f"{e} >= %({first})s::{c}", f"{e} is null"
    match asked.operator:
        case Op.BEFORE:
            return Sql(f"{e} < %({first})s::{c}", values, others=(known, none))
        case Op.AFTER:
            sign, other = (">=", "<") if is_moment else (">", "<=")
            return Sql(f"{e} {sign} %({first})s::{c}", values, others=(f"{e} {other} %({first})s::{c}", none))
        case Op.AT_LEAST:
            return Sql(known, values, others=(f"{e} < %({first})s::{c}", none))
        case Op.AT_MOST:
            return Sql(f"{e} <= %({first})s::{c}", values, others=(f"{e} > %({first})s::{c}", none))
        case Op.BETWEEN if c == "bigint":
            ordered = sorted(asked.values)
            values = {first: ordered[0], last: ordered[1]}
    until, beyond = ("<", ">=") if is_moment else ("<=", ">")
    others = (f"{e} < %({first})s::{c}", f"{known} and {e} {beyond} %({last})s::{c}", none)
    return Sql(f"({known} and {e} {until} %({last})s::{c})", values, others=others)


def _value(operand: Operand, value: object) -> object:
    return int(str(value)) if operand.cast == "bigint" else value


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
