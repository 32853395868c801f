"""Whole rows of several tables as models, from one prepared statement: what Django would take milliseconds to word anew
each time is worded once. For the few questions that every page asks.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from changlai.kernel import db, tenancy

M = TypeVar("M", bound=models.Model)
Shape = tuple[str, type[models.Model]]  # how the statement calls the table (or a composite column), and its model
Found = tuple[Any, ...]


def ask(shapes: Sequence[Shape], rest: str, parameters: db.Parameters = ()) -> list[Found]:
    """``select <every column of the shapes> <rest>``: for each row one model of each shape, None where an outer join
    found nothing. ``rest`` must not hold anything from outside.
    """
    columns = ", ".join(f'{name}."{column}"' for name, model in shapes for column in _columns(model))
    readers = [_reader(model) for _name, model in shapes]
    return [_models(row, readers) for row in db.rows(f"select {columns} {rest}", parameters)]


def held(model: type[M], rest: str, parameters: Mapping[str, Any]) -> list[M]:
    """Rows of one table of the organisation in scope: ``rest`` goes on after ``t.organisation_id = ... and``."""
    table = model._meta.db_table
    asked = f"from {table} t where t.organisation_id = %(organisation)s and {rest}"
    return [row[0] for row in ask([("t", model)], asked, {"organisation": tenancy.organisation_id(), **parameters})]


def _models(row: db.Row, readers: Sequence[tuple[int, Callable[[db.Row], models.Model | None]]]) -> Found:
    found, start = [], 0
    for width, read in readers:
        found.append(read(row[start : start + width]))
        start += width
    return tuple(found)


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@cache
def _reader(model: type[M]) -> tuple[int, Callable[[db.Row], M | None]]:
    """How many columns the model has, and what makes one of them."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    key = names.index(model._meta.pk.attname)
    converted = _converters(fields)

    def read(values: db.Row) -> M | None:
        if values[key] is None:
            return None
        ready = list(values)
        for place, convert in converted.items():
            ready[place] = convert(ready[place])
        return model.from_db(connection.alias, names, ready)

    return len(fields), read


def _converters(fields: "Sequence[models.Field[Any, Any]]") -> Mapping[int, Callable[[Any], Any]]:
    """By the place of a field: what Django does with its values on their way in."""
    return {place: _chain(field) for place, field in enumerate(fields) if field.get_db_converters(connection)}


def _chain(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    converters = field.get_db_converters(connection)

    def convert(value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
        for one in converters:
            value = one(value, field.cached_col, connection)
        return value

    return convert
