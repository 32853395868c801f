"""What a member may see, as an expression over ``r``: the conditions of a Django query, under another name."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet

from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.arrays import ids_array
from changlai.records.contracts import Sql

ALIAS = "r"


def whole(rows: "QuerySet[Any]", condition: Sql) -> Sql:
    """What stands behind ``where``: the organisation, what may be seen, and a condition."""
    seen = within(rows)
    text = f"r.organisation_id = %(organisation)s and {seen.text} and {condition.text}"
    return Sql(text, {"organisation": organisation_id(), **seen.values, **condition.values})


def within(rows: "QuerySet[Any]") -> Sql:
    """The conditions of a query over one table; one that joins others is asked for its ids."""
    query = rows.order_by().query.chain()
    query.get_initial_alias()
    try:
        tables = [alias for alias in query.alias_map if query.alias_refcount[alias]]  # a join may have proved needless
        if len(tables) > 1 or query.is_sliced or query.distinct or query.combinator:
            query.clear_select_clause()
            query.add_fields(["id"])
            text, parameters = query.get_compiler(connection=connection).as_sql()
            return _named(f"r.id in ({text})", parameters)
        query.change_aliases({next(iter(query.alias_map)): ALIAS})
        compiler = query.get_compiler(connection=connection)
        text, parameters = compiler.compile(query.where)
    except EmptyResultSet:
        return Sql("false")
    except FullResultSet:
        return Sql("true")
    return _named(f"({text})" if text else "true", parameters)


def which(table: str, rows: "QuerySet[Any]", ids: Sequence[int]) -> set[int]:
    """Which of these are among the rows of a table; thousands are sent as one array."""
    where = whole(rows, Sql("r.id = any(%(ids)b::bigint[])", {"ids": ids_array(ids)}))
    found = db.planned(f"select r.id from {table} r where {where.text}", where.values)  # noqa: S608 - our own text
    return {row[0] for row in found}


def _named(text: str, parameters: Any) -> Sql:  # noqa: ANN401 - whatever the columns are compared with
    """Django's %s under names of their own, beside ours."""
    names = [f"seen_{place}" for place in range(len(parameters))]
    pieces = text.split("%s")
    named = "".join(f"{piece}%({name})s" for piece, name in zip(pieces, names, strict=False)) + pieces[-1]
    return Sql(named, dict(zip(names, parameters, strict=True)))
