"""Heads of a list's table, and what it can be sorted by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from changlai.records.enums import AttributeKind
from changlai.records.filters import Reading
from changlai.records.queries import can_sort_by
from changlai.records.tables.cells import Column
from changlai.records.tables.state import State

At = Callable[[State], str]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: ``sort`` leads to the list sorted by it, ``sorted`` is "up", "down" or empty."""

    path: str
    label: str
    css: str
    sort: str
    sorted: str


def drawn(columns: Sequence[Column], state: State, at: At) -> list[Head]:
    """The heads as they are drawn; pressed again the other way round."""
    return [_head(column, state, at) for column in columns]


def of_title(reading: Reading, state: State, at: At) -> Head:
    """The head above what records are called."""
    attribute = reading.attributes.get(state.kind.title)
    return _head(Column(state.kind.title, str(state.kind.label), attribute, "records-name"), state, at)


def _head(column: Column, state: State, at: At) -> Head:
    """Of words the first comes first, of figures and moments the largest."""
    attribute = column.attribute
    is_sortable = attribute is not None and bool(attribute.order)
    by, down = state.sorted_by.removeprefix("-"), state.sorted_by.startswith("-")
    is_sorted = is_sortable and by == column.path
    begins_down = attribute is None or attribute.kind != AttributeKind.TEXT
    wanted = f"-{column.path}" if (not down if is_sorted else begins_down) else column.path
    arrow = ("down" if down else "up") if is_sorted else ""
    return Head(column.path, column.label, column.css, at(state.ordered(wanted)) if is_sortable else "", arrow)


def sorts(reading: Reading, state: State, at: At) -> list[tuple[str, str, str, bool]]:
    """Everything a list can be sorted by: (what, "up" or "down", address, whether it is)."""
    found = [one for one in reading.attributes.values() if can_sort_by(one, reading.member)]
    return [
        (str(one.label), arrow, at(state.ordered(f"{sign}{one.path}")), state.sorted_by == f"{sign}{one.path}")
        for one in found
        for arrow, sign in (("down", "-"), ("up", ""))
    ]
